import { Alert, Box, Button, Group, Radio, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { errorMessage } from "../../api/error";
import { useCache } from "../../live/change";
import { useCan } from "../../session/me";
import { Loaded, Skeletons } from "../../ui/states";
import { useWords } from "../../words";
import { ColumnTable } from "./ColumnTable";
import { CONSTANTS, type Draft, loadDraft, mappingBody, POLICIES, removeDraft, saveDraft } from "./mapping";
import { type Import, type ImportColumn, importColumnsQuery, importKeys, placeImport } from "./noun";
import { Preview } from "./Preview";

const page = getRouteApi("/inside/leads/import");

/** Maps columns to fields, sets values that all rows share, and says what happens to existing leads. */
export function ImportMapping({ one }: { one: Import }) {
  return (
    <Loaded query={useQuery(importColumnsQuery(one.id))} skeleton={<Skeletons rows={4} />}>
      {(columns) => <MappingForm one={one} columns={columns} />}
    </Loaded>
  );
}

function MappingForm({ one, columns }: { one: Import; columns: ImportColumn[] }) {
  const t = useWords();
  const [draft, setDraft] = useState(() => loadDraft(one));
  const { check, discard, sending, problem } = useMappingSteps(one.id, draft);
  const change = (next: Draft) => {
    setDraft(next);
    saveDraft(one.id, next);
  };
  const hasName = (draft.fields.name ?? []).length > 0;
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        {t("import.detected", {
          encoding: one.encoding,
          delimiter: t(`importDelimiter.${delimiterName(one.delimiter)}`),
        })}
      </Text>
      <ColumnTable columns={columns} draft={draft} change={change} />
      <Constants draft={draft} change={change} />
      <Policy draft={draft} change={change} />
      <MappingPreview id={one.id} draft={draft} hasName={hasName} />
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="subtle" color="gray" disabled={sending} onClick={() => void discard()}>
          {t("import.discard")}
        </Button>
        <Button loading={sending} disabled={!hasName} onClick={() => void check()}>
          {t("import.check")}
        </Button>
      </Group>
    </Stack>
  );
}

/** What follows the mapping: all rows are checked, or the file is discarded. */
function useMappingSteps(id: string, draft: Draft) {
  const cache = useCache();
  const navigate = page.useNavigate();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const params = { path: { id } };
  const send = async (call: () => Promise<void>) => {
    setSending(true);
    setProblem(undefined);
    try {
      await call();
    } catch (thrown) {
      setProblem(errorMessage(thrown));
    } finally {
      setSending(false);
    }
  };
  const check = () =>
    send(async () => {
      const body = { dryRun: true, ...mappingBody(draft) };
      placeImport(cache, await answer(api.POST("/api/imports/{id}/run", { params, body })));
      await navigate({ search: { id } });
    });
  const discard = () =>
    send(async () => {
      await answer(api.DELETE("/api/imports/{id}", { params }));
      removeDraft(id);
      cache.drop(importKeys.one(id));
      cache.remove<Import>(importKeys.lists, (one) => one.id === id);
      await navigate({ search: {} });
    });
  return { check, discard, sending, problem };
}

function MappingPreview({ id, draft, hasName }: { id: string; draft: Draft; hasName: boolean }) {
  const t = useWords();
  return (
    <Box>
      <Title order={2} size="h4" mb="xs">
        {t("import.preview")}
      </Title>
      {hasName ? (
        <Preview id={id} draft={draft} />
      ) : (
        <Alert color="orange" variant="light" role="status">
          {t("import.needsName")}
        </Alert>
      )}
    </Box>
  );
}

function delimiterName(delimiter: string): "comma" | "semicolon" | "tab" {
  if (delimiter === ";") return "semicolon";
  return delimiter === "\t" ? "tab" : "comma";
}

/** The values of rows that have none of their own. Assigning leads to others needs a permission. */
function Constants({ draft, change }: { draft: Draft; change: (draft: Draft) => void }) {
  const t = useWords();
  const assigns = useCan("leads.manage");
  const fields = CONSTANTS.filter((field) => field !== "owner" || assigns);
  return (
    <Box>
      <Title order={2} size="h4">
        {t("import.constants")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("import.constantsHint")}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {fields.map((field) => (
          <TextInput
            key={field}
            label={t(`importField.${field}`)}
            value={draft.constants[field] ?? ""}
            onChange={(event) =>
              change({ ...draft, constants: { ...draft.constants, [field]: event.currentTarget.value } })
            }
          />
        ))}
      </SimpleGrid>
    </Box>
  );
}

function Policy({ draft, change }: { draft: Draft; change: (draft: Draft) => void }) {
  const t = useWords();
  return (
    <Radio.Group
      label={t("import.match")}
      value={draft.match}
      onChange={(value) => change({ ...draft, match: value as Draft["match"] })}
    >
      <Stack gap="xs" mt="xs">
        {POLICIES.map((value) => (
          <Radio key={value} value={value} label={t(`import.policy.${value}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
