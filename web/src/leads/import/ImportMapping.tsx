import { Alert, Anchor, Button, Group, NativeSelect, Radio, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { answer, api } from "../../api/client";
import type { Import } from "../../api/records";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { complain } from "../../ui/notify";
import { useWords } from "../../words";
import { Figures } from "./Figures";

/** What a column of a file can be. */
const FIELDS = ["name", "email", "phone", "organisation", "title", "source", "tags", "owner"] as const;
const POLICIES = ["skip", "update", "refuse"] as const;

type Mapping = Record<string, string | null>;

/** After the dry run: what would happen, which column is which field, and what to do with those who are known. */
export function ImportMapping({ one }: { one: Import }) {
  const t = useWords();
  const [mapping, setMapping] = useState<Mapping>(one.mapping as Mapping);
  const [match, setMatch] = useState(one.match);
  const [sending, setSending] = useState(false);
  const isChanged = JSON.stringify(mapping) !== JSON.stringify(one.mapping) || match !== one.match;
  const run = async (dryRun: boolean) => {
    setSending(true);
    try {
      const params = { path: { id: one.id } };
      const again = await answer(
        api.POST("/api/imports/{id}/run", { params, body: { dryRun, match, mapping: mapping as never } }),
      );
      client.setQueryData(keys.import(one.id), again);
    } catch (thrown) {
      complain(thrown);
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack>
      <Figures one={one} />
      {one.failed > 0 && (
        <Alert color="orange" variant="light">
          {t("import.rejects", { count: one.failed })}{" "}
          <Anchor href={`/api/imports/${one.id}/errors.csv`} download underline="always" size="sm">
            {t("import.showRejects")}
          </Anchor>
        </Alert>
      )}
      <Table.ScrollContainer minWidth={320}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("import.column")}</Table.Th>
              <Table.Th>{t("import.field")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {one.headers.map((header) => (
              <Table.Tr key={header}>
                <Table.Td>
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {header}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <NativeSelect
                    aria-label={header}
                    value={mapping[header] ?? ""}
                    onChange={(event) =>
                      setMapping({ ...mapping, [header]: event.currentTarget.value || null })
                    }
                    data={[
                      { value: "", label: t("import.nothing") },
                      ...FIELDS.map((value) => ({ value, label: t(`importField.${value}`) })),
                    ]}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Radio.Group
        label={t("import.match")}
        value={match}
        onChange={(value) => setMatch(value as (typeof POLICIES)[number])}
      >
        <Stack gap="xs" mt="xs">
          {POLICIES.map((value) => (
            <Radio key={value} value={value} label={t(`import.policy.${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="end">
        <Button variant="default" loading={sending} onClick={() => void run(true)}>
          {t("import.tryAgain")}
        </Button>
        <Button
          loading={sending}
          disabled={one.status === "FAILED" && !isChanged}
          onClick={() => void run(false)}
        >
          {t("import.take")}
        </Button>
      </Group>
    </Stack>
  );
}
