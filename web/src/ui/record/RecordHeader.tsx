import { Box, Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./RecordPage.module.css";

interface Props {
  name: string;
  /** The name as it is shown: edited in place, for example. */
  title: ReactNode;
  owner: ReactNode;
  subtitle: string;
  /** Its stage and status, on a line of their own. */
  children: ReactNode;
}

/** The head of a record's page: its name and owner first. The name is the title of the document as well. */
export function RecordHeader({ name, title, owner, subtitle, children }: Props) {
  useDocumentTitle(`${name} · Tandem`);
  return (
    <Box className={classes.header}>
      <Group gap="0 12px" align="start">
        <Title order={1} className={classes.name}>
          {title}
        </Title>
        {owner}
      </Group>
      {subtitle && (
        <Text c="dimmed" size="sm" style={{ overflowWrap: "anywhere" }}>
          {subtitle}
        </Text>
      )}
      <Group gap="0 24px" mt={4}>
        {children}
      </Group>
    </Box>
  );
}
