import { Box, Stack, Tabs } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./RecordPage.module.css";

export type RecordTab = "main" | "details" | "related";

interface Props {
  header: ReactNode;
  /** The columns, each with its label as a tab. */
  columns: Record<RecordTab, { label: string; content: ReactNode }>;
  tab: RecordTab;
  onTabChange: (tab: RecordTab) => void;
}

/** The page of a record: its header over three columns, or over tabs where there is no room for them. */
export function RecordPage({ header, columns, tab, onTabChange }: Props) {
  const isWide = useMediaQuery("(min-width: 75em)", true);
  const { main, details, related } = columns;
  const tabs = { main, details, related };
  return (
    <Box pb="md">
      {header}
      {isWide ? (
        <Box className={classes.columns}>
          <Stack gap="md">{details.content}</Stack>
          <Stack gap="md">{main.content}</Stack>
          <Stack gap="md">{related.content}</Stack>
        </Box>
      ) : (
        <Tabs value={tab} onChange={(tab) => onTabChange(tab as RecordTab)} keepMounted={false}>
          <Tabs.List mb="md" grow>
            {Object.entries(tabs).map(([id, { label }]) => (
              <Tabs.Tab key={id} value={id}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {Object.entries(tabs).map(([id, { content }]) => (
            <Tabs.Panel key={id} value={id}>
              <Stack gap="md">{content}</Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </Box>
  );
}
