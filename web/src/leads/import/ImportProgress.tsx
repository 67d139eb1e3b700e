import { Alert, Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { answer, api } from "../../api/client";
import type { Import } from "../../api/records";
import { loudly } from "../../live/change";
import { keys } from "../../live/keys";
import { client } from "../../session/client";
import { useWords } from "../../words";
import { percent } from "../../words/format";
import { Figures } from "./Figures";

/** How far an import has come, told live; and its undo. */
export function ImportProgress({ one }: { one: Import }) {
  const t = useWords();
  const share = one.bytes > 0 ? one.position / one.bytes : 0;
  const atWork = one.status === "QUEUED" || one.status === "RUNNING" || one.status === "UNDOING";
  const undo = async () => {
    const params = { path: { id: one.id } };
    const undone = await loudly(answer(api.POST("/api/imports/{id}/undo", { params })));
    if (undone) client.setQueryData(keys.import(one.id), undone);
  };
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
      {one.status === "UNDONE" && (
        <Alert color="gray" variant="light">
          {t("import.undone", { undone: one.undone, kept: one.kept })}
        </Alert>
      )}
      {one.failed > 0 && !atWork && (
        <Anchor href={`/api/imports/${one.id}/errors.csv`} download size="sm">
          {t("import.showRejects")}
        </Anchor>
      )}
      {!atWork && !one.dryRun && (
        <Group>
          <Button component={Link} to="/leads">
            {t("import.toLeads")}
          </Button>
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
