import { Box, Card, Center, Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Logo } from "../shell/Logo";
import { LanguageSelect } from "../ui/LanguageSelect";
import { useWords } from "../words";

/** The frame of every page that needs no sign-in. */
export function PublicPage({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const t = useWords();
  useDocumentTitle(`${title} · Tandem`);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={420} gap="lg">
        <Logo size={36} />
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
          <LanguageSelect />
        </Group>
      </Stack>
    </Center>
  );
}
