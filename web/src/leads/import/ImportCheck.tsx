import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { useCache } from "../../live/change";
import { toastError } from "../../ui/notify";
import { useWords } from "../../words";
import { ImportCounts } from "./ImportCounts";
import { removeDraft } from "./mapping";
import { type Import, placeImport } from "./noun";

const page = getRouteApi("/inside/leads/import");

/** The result of the dry run, and the button that starts the import. */
export function ImportCheck({ one }: { one: Import }) {
  const t = useWords();
  const cache = useCache();
  const navigate = page.useNavigate();
  const [sending, setSending] = useState(false);
  const imported = one.created + one.updated;
  const run = async () => {
    setSending(true);
    try {
      const params = { path: { id: one.id } };
      placeImport(
        cache,
        await answer(api.POST("/api/imports/{id}/run", { params, body: { dryRun: false } })),
      );
      removeDraft(one.id);
    } catch (thrown) {
      toastError(thrown);
    } finally {
      setSending(false);
    }
  };
  return (
    <Stack>
      <Text role="status">{t("import.checked")}</Text>
      <ImportCounts one={one} />
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
        <Button loading={sending} disabled={imported === 0} onClick={() => void run()}>
          {t("import.run", { count: imported })}
        </Button>
      </Group>
    </Stack>
  );
}
