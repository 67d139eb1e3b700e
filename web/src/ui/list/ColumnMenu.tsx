import { ActionIcon, Checkbox, Popover, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useWords } from "../../words";
import type { VirtualColumn } from "./columns";

interface Props {
  columns: readonly Pick<VirtualColumn<never>, "id" | "word">[];
  shown: string[];
  onChange: (shown: string[]) => void;
}

/** Shows and hides the columns of a table. */
export function ColumnMenu({ columns, shown, onChange }: Props) {
  const t = useWords();
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon size="sm" aria-label={t("list.columns")}>
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group value={shown} onChange={onChange} label={t("list.columns")}>
          <Stack gap={8} mt="xs">
            {columns.map(({ id, word }) => (
              <Checkbox key={id} value={id} label={t(word) as string} size="sm" />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
