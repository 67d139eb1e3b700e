import { ActionIcon, Checkbox, Group, Popover, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useWords } from "../../words";
import { moved } from "./columnLayout";
import type { VirtualColumn } from "./columns";

interface Props {
  columns: readonly Pick<VirtualColumn<never>, "id" | "word">[];
  /** In their order. */
  shown: readonly string[];
  onChange: (shown: string[]) => void;
}

/** Shows, hides and orders the columns of a table. */
export function ColumnMenu({ columns, shown, onChange }: Props) {
  const t = useWords();
  const ordered = [
    ...shown.flatMap((id) => columns.find((column) => column.id === id) ?? []),
    ...columns.filter(({ id }) => !shown.includes(id)),
  ];
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon size={24} aria-label={t("list.columns")}>
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown miw={220}>
        <Text size="xs" c="dimmed" mb={6}>
          {t("list.columns")}
        </Text>
        <Stack gap={2} role="group" aria-label={t("list.columns")}>
          {ordered.map(({ id, word }) => {
            const label = t(word) as string;
            const at = shown.indexOf(id);
            return (
              <Group key={id} gap={2} wrap="nowrap" mih={28}>
                <Checkbox
                  flex={1}
                  size="xs"
                  label={label}
                  checked={at >= 0}
                  onChange={() => onChange(at >= 0 ? shown.filter((each) => each !== id) : [...shown, id])}
                />
                <MoveButton
                  label={t("list.columnEarlier", { name: label })}
                  icon={IconArrowUp}
                  disabled={at <= 0}
                  onClick={() => onChange(moved(shown, id, -1))}
                />
                <MoveButton
                  label={t("list.columnLater", { name: label })}
                  icon={IconArrowDown}
                  disabled={at < 0 || at === shown.length - 1}
                  onClick={() => onChange(moved(shown, id, 1))}
                />
              </Group>
            );
          })}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface MoveButtonProps {
  label: string;
  icon: typeof IconArrowUp;
  disabled: boolean;
  onClick: () => void;
}

function MoveButton({ label, icon: Icon, disabled, onClick }: MoveButtonProps) {
  return (
    // Disabled for those who cannot see it, too, but still there: the focus stays on it.
    <ActionIcon
      size={24}
      aria-label={label}
      aria-disabled={disabled}
      opacity={disabled ? 0.3 : undefined}
      onClick={disabled ? undefined : onClick}
    >
      <Icon size={14} aria-hidden />
    </ActionIcon>
  );
}
