import { Button, Group, Paper, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useWords } from "../../words";
import { count } from "../../words/format";
import classes from "./BulkBar.module.css";
import type { Selection } from "./useSelection";

interface Props {
  label: string;
  selection: Selection;
  /** How many rows match the filter. */
  total: number;
  /** The actions. */
  children: ReactNode;
}

/** A toolbar over the end of a list while rows of it are selected. The rows stay where they are. */
export function BulkBar({ label, selection, total, children }: Props) {
  const t = useWords();
  if (selection.count === 0) return null;
  const selected = { count: selection.count, n: count(selection.count) };
  return (
    <Paper withBorder p={6} shadow="md" role="toolbar" aria-label={label} className={classes.bar}>
      <Group gap="xs">
        <Text size="sm" fw={600} className="number" px="xs" role="status">
          {t(selection.isEverything ? "bulk.allSelected" : "bulk.selected", selected)}
        </Text>
        {!selection.all && total > selection.count && (
          <Button size="compact-sm" variant="subtle" onClick={selection.selectAll}>
            {t("bulk.selectAll", { n: count(total) })}
          </Button>
        )}
        {children}
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={selection.clear}
          leftSection={<IconX size={15} aria-hidden />}
        >
          {t("bulk.clear")}
        </Button>
      </Group>
    </Paper>
  );
}
