import { Box, Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  name: string;
  subtitle: string;
  /** Shown beside the name: its status. */
  badges: ReactNode;
  actions: ReactNode;
  children?: ReactNode;
}

/** The head of a record's page. Its name is the title of the document as well. */
export function RecordHeader({ name, subtitle, badges, actions, children }: Props) {
  useDocumentTitle(`${name} · Tandem`);
  return (
    <Box className="panel" p="md" mb="md">
      <Group justify="space-between" align="start" mb="md">
        <Box miw={0}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              {name}
            </Title>
            {badges}
          </Group>
          <Text c="dimmed" size="sm" style={{ overflowWrap: "anywhere" }}>
            {subtitle}
          </Text>
        </Box>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Box>
  );
}
