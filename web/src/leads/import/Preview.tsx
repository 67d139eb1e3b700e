import { Alert, Box, Table, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { errorMessage } from "../../api/error";
import { StatusBadge } from "../../ui/Badges";
import { Skeletons } from "../../ui/states";
import { useWords } from "../../words";
import { type Draft, FIELDS, mappingBody } from "./mapping";
import { type ImportPreviewRow, importKeys } from "./noun";

const OUTCOME_COLORS = { CREATE: "teal", UPDATE: "blue", SKIP: "gray", REJECT: "red" } as const;

/** The first rows as the server would import them. */
export function Preview({ id, draft }: { id: string; draft: Draft }) {
  const t = useWords();
  const [settled] = useDebouncedValue(draft, 300);
  const body = mappingBody(settled);
  const { data: rows, error } = useQuery({
    queryKey: [...importKeys.one(id), "preview", body],
    queryFn: () => answer(api.POST("/api/imports/{id}/preview", { params: { path: { id } }, body })),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error) {
    return (
      <Alert color="red" variant="light" role="alert">
        {errorMessage(error)}
      </Alert>
    );
  }
  if (!rows) return <Skeletons rows={3} />;
  const shown = FIELDS.filter((field) => rows.some((row) => row.values[field] ?? errorOf(row, field)));
  return (
    <Table.ScrollContainer minWidth={400}>
      <Table verticalSpacing="xs" aria-label={t("import.preview")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("import.line")}</Table.Th>
            {shown.map((field) => (
              <Table.Th key={field}>{t(`importField.${field}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.line} data-line={row.line}>
              <Table.Td style={{ verticalAlign: "top" }}>
                <StatusBadge color={OUTCOME_COLORS[row.outcome]}>
                  {row.line} · {t(`importOutcome.${row.outcome}`)}
                </StatusBadge>
                <FieldError text={errorOfRow(row)} />
              </Table.Td>
              {shown.map((field) => (
                <Table.Td key={field} style={{ verticalAlign: "top", overflowWrap: "anywhere" }}>
                  <Text size="sm">{row.values[field]}</Text>
                  <FieldError text={errorOf(row, field)} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function FieldError({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <Box maw={260}>
      <Text size="xs" c="var(--mantine-color-error)" style={{ overflowWrap: "anywhere" }}>
        {text}
      </Text>
    </Box>
  );
}

/** The error of a field. `tags.2` is an error of `tags`. */
function errorOf(row: ImportPreviewRow, field: string): string | undefined {
  return row.errors.find((error) => error.field.split(".")[0] === field)?.message;
}

/** The error of the row as a whole. */
function errorOfRow(row: ImportPreviewRow): string | undefined {
  const known: readonly string[] = FIELDS;
  return row.errors.find((error) => !known.includes(error.field.split(".")[0] ?? ""))?.message;
}
