import { Alert, Box, Button, Group, Radio, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { importColumns } from "../../api/reads";
import type { Import } from "../../api/records";
import { reason } from "../../api/refusal";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { useMay } from "../../session/me";
import { Bones, Problem } from "../../ui/states";
import { useWords } from "../../words";
import { ColumnTable } from "./ColumnTable";
import { asked, CONSTANTS, type Draft, forgetDraft, keepDraft, loadDraft, POLICIES } from "./mapping";
import { Preview } from "./Preview";

const page = getRouteApi("/inside/leads/import");

/** Which column is which field, what all rows have alike, and what to do with those who are known. */
export function ImportMapping({ one }: { one: Import }) {
  const t = useWords();
  const navigate = page.useNavigate();
  const [draft, setDraft] = useState(() => loadDraft(one));
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const columns = useQuery(importColumns(one.id));
  const change = (next: Draft) => {
    setDraft(next);
    keepDraft(one.id, next);
  };
  const send = async (call: () => Promise<void>) => {
    setSending(true);
    setProblem(undefined);
    try {
      await call();
    } catch (thrown) {
      setProblem(reason(thrown));
    } finally {
      setSending(false);
    }
  };
  const path = { id: one.id };
  const check = () =>
    send(async () => {
      const body = { dryRun: true, ...asked(draft) };
      const checked = await answer(api.POST("/api/imports/{id}/run", { params: { path }, body }));
      client.setQueryData(keys.import(one.id), checked);
      await navigate({ search: { id: one.id } });
    });
  const discard = () =>
    send(async () => {
      await answer(api.DELETE("/api/imports/{id}", { params: { path } }));
      forgetDraft(one.id);
      client.removeQueries({ queryKey: keys.import(one.id) });
      await client.invalidateQueries({ queryKey: keys.imports });
      await navigate({ search: {} });
    });
  if (columns.isPending) return <Bones rows={4} />;
  if (!columns.data) return <Problem error={columns.error} retry={() => void columns.refetch()} />;
  const isNamed = (draft.fields.name ?? []).length > 0;
  return (
    <Stack gap="lg">
      <Text size="sm" c="dimmed">
        {t("import.detected", {
          encoding: one.encoding,
          delimiter: t(`importDelimiter.${nameOf(one.delimiter)}`),
        })}
      </Text>
      <ColumnTable columns={columns.data} draft={draft} change={change} />
      <Constants draft={draft} change={change} />
      <Policy draft={draft} change={change} />
      <Box>
        <Title order={2} size="h4" mb="xs">
          {t("import.preview")}
        </Title>
        {isNamed ? (
          <Preview id={one.id} draft={draft} />
        ) : (
          <Alert color="orange" variant="light" role="status">
            {t("import.needsName")}
          </Alert>
        )}
      </Box>
      {problem && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="subtle" color="gray" disabled={sending} onClick={() => void discard()}>
          {t("import.discard")}
        </Button>
        <Button loading={sending} disabled={!isNamed} onClick={() => void check()}>
          {t("import.check")}
        </Button>
      </Group>
    </Stack>
  );
}

function nameOf(delimiter: string): "comma" | "semicolon" | "tab" {
  if (delimiter === ";") return "semicolon";
  return delimiter === "\t" ? "tab" : "comma";
}

/** What every row gets that has no value of its own. Giving leads to others takes a permission. */
function Constants({ draft, change }: { draft: Draft; change: (draft: Draft) => void }) {
  const t = useWords();
  const assigns = useMay("leads.manage");
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
