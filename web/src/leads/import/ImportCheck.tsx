import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import type { Import } from "../../api/records";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { complain } from "../../ui/notify";
import { useWords } from "../../words";
import { Figures } from "./Figures";
import { forgetDraft } from "./mapping";

const page = getRouteApi("/inside/leads/import");

/** What all rows would become: the last look before anything is written. */
export function ImportCheck({ one }: { one: Import }) {
  const t = useWords();
  const navigate = page.useNavigate();
  const [sending, setSending] = useState(false);
  const taken = one.created + one.updated;
  const run = async () => {
    setSending(true);
    try {
      const params = { path: { id: one.id } };
      const running = await answer(api.POST("/api/imports/{id}/run", { params, body: { dryRun: false } }));
      client.setQueryData(keys.import(one.id), running);
      forgetDraft(one.id);
    } catch (thrown) {
      complain(thrown);
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack>
      <Text role="status">{t("import.checked")}</Text>
      <Figures one={one} />
      {one.failed > 0 && (
        <Alert color="orange" variant="light">
          {t("import.rejects", { count: one.failed })}{" "}
          <Anchor href={`/api/imports/${one.id}/errors.csv`} download underline="always" size="sm">
            {t("import.showRejects")}
          </Anchor>
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={() => void navigate({ search: { id: one.id, step: "map" } })}>
          {t("import.changeColumns")}
        </Button>
        <Button loading={sending} disabled={taken === 0} onClick={() => void run()}>
          {t("import.take", { count: taken })}
        </Button>
      </Group>
    </Stack>
  );
}
