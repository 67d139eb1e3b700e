import { Alert, Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { answer, api } from "../../api/client";
import type { Import } from "../../api/records";
import { loudly } from "../../live/change";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { useWords } from "../../words";
import { count, percent } from "../../words/format";
import { Figures } from "./Figures";

/** How far an import has come, told live; and its undo. */
export function ImportProgress({ one }: { one: Import }) {
  const t = useWords();
  const share = one.bytes > 0 ? one.position / one.bytes : 0;
  const atWork = one.status === "QUEUED" || one.status === "RUNNING" || one.status === "UNDOING";
  const undo = async () => {
    const params = { path: { id: one.id } };
    const undoing = await loudly(answer(api.POST("/api/imports/{id}/undo", { params })));
    if (undoing) client.setQueryData(keys.import(one.id), undoing);
  };
  const { undone, kept } = one;
  const outcome = [
    undone > 0 && t("import.undone", { count: undone, n: count(undone) }),
    kept > 0 && t("import.kept", { count: kept, n: count(kept) }),
  ].filter((clause) => typeof clause === "string");
  return (
    <Stack>
      <Group justify="space-between">
        <Text fw={650} role="status">
          {one.dryRun ? t("import.checking") : t(`importStatus.${one.status}`)}
        </Text>
        {atWork && (
          <Text size="sm" c="dimmed" className="number">
            {percent(share)}
          </Text>
        )}
      </Group>
      {atWork && (
        <Progress value={share * 100} animated aria-label={t("import.progress")} transitionDuration={200} />
      )}
      <Figures one={one} />
      {one.status === "UNDONE" && outcome.length > 0 && (
        <Alert color="gray" variant="light">
          {outcome.join(" ")}
        </Alert>
      )}
      {one.failed > 0 && !atWork && (
        <Anchor href={`/api/imports/${one.id}/errors.csv`} download size="sm">
          {t("import.showRejects")}
        </Anchor>
      )}
      {!atWork && !one.dryRun && (
        <Group>
          {one.status !== "UNDONE" && (
            <Button component={Link} to="/leads">
              {t("import.toLeads")}
            </Button>
          )}
          <Button component={Link} to="/leads/import" variant="default">
            {t("import.another")}
          </Button>
          {(one.status === "DONE" || one.status === "FAILED") && (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              onClick={() => void undo()}
            >
              {t("import.undo")}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}
