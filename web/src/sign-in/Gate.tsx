import { Box, Card, Center, Group, Image, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { LanguageChoice } from "../ui/LanguageChoice";
import { useWords } from "../words";

/** The frame of every page before the sign-in. */
export function Gate({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const t = useWords();
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Group gap="sm" justify="center">
          <Image src="/icon.svg" w={36} h={36} alt="" />
          <Text fw={750} fz={24} component="span" style={{ letterSpacing: "-0.02em" }}>
            Tandem
          </Text>
        </Group>
        <Card padding="xl" shadow="sm" className="panel">
          <Stack gap="md">
            <Box>
              <Title order={1}>{title}</Title>
              {hint && (
                <Text c="dimmed" size="sm" mt={4}>
                  {hint}
                </Text>
              )}
            </Box>
            {children}
          </Stack>
        </Card>
        <Group justify="center" gap="xs">
          <Text size="xs" c="dimmed">
            {t("gate.motto")}
          </Text>
          <LanguageChoice />
        </Group>
      </Stack>
    </Center>
  );
}
