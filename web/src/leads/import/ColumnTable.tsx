import { ActionIcon, Group, NativeSelect, Stack, Table, Text, Tooltip } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useWords } from "../../words";
import { type Draft, FIELDS, type Field, fieldOf, isFirstOf, movedUp, withField } from "./mapping";
import type { ImportColumn } from "./noun";

/** The columns of the file, each with sample values and the field that it is mapped to. */
export function ColumnTable({
  columns,
  draft,
  change,
}: {
  columns: readonly ImportColumn[];
  draft: Draft;
  change: (draft: Draft) => void;
}) {
  const t = useWords();
  return (
    <Table.ScrollContainer minWidth={300}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("import.column")}</Table.Th>
            <Table.Th>{t("import.field")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => (
            <ColumnRow key={column.name} column={column} draft={draft} change={change} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ColumnRow({
  column: { name, samples },
  draft,
  change,
}: {
  column: ImportColumn;
  draft: Draft;
  change: (draft: Draft) => void;
}) {
  const t = useWords();
  const field = fieldOf(draft, name);
  return (
    <Table.Tr>
      <Table.Td style={{ verticalAlign: "top", overflowWrap: "anywhere" }}>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2}>
          {samples.length > 0 ? samples.join(" · ") : t("import.noValues")}
        </Text>
      </Table.Td>
      <Table.Td style={{ verticalAlign: "top" }} w="50%">
        <Stack gap={4}>
          <NativeSelect
            aria-label={t("import.fieldOf", { column: name })}
            value={field ?? ""}
            onChange={(event) =>
              change(withField(draft, name, (event.currentTarget.value || undefined) as Field | undefined))
            }
            data={[
              { value: "", label: t("import.nothing") },
              ...FIELDS.map((value) => ({ value, label: t(`importField.${value}`) })),
            ]}
          />
          {field && <ColumnOrder name={name} field={field} draft={draft} change={change} />}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

/** The order of several columns of one field. */
function ColumnOrder({
  name,
  field,
  draft,
  change,
}: {
  name: string;
  field: Field;
  draft: Draft;
  change: (draft: Draft) => void;
}) {
  const t = useWords();
  const columns = draft.fields[field] ?? [];
  const at = columns.indexOf(name);
  if (columns.length < 2) return null;
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {isFirstOf(field)
          ? t("import.firstOf", { columns: columns.join(", ") })
          : t("import.joined", { columns: columns.join(" + ") })}
      </Text>
      {at > 0 && (
        <Tooltip label={t("import.moveUp")}>
          <ActionIcon
            size="sm"
            variant="subtle"
            aria-label={t("import.moveUpColumn", { column: name })}
            onClick={() => change(movedUp(draft, name))}
          >
            <IconArrowUp size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}
