import { Alert, Anchor, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { answer, api } from "../../api/client";
import { useCache, withErrorToast } from "../../live/change";
import { useWords } from "../../words";
import { count, percent } from "../../words/format";
import { ImportCounts } from "./ImportCounts";
import { type Import, placeImport } from "./noun";

/** The progress and the result of an import, with its undo. */
export function ImportProgress({ one }: { one: Import }) {
  const t = useWords();
  const share = one.bytes > 0 ? one.position / one.bytes : 0;
  const isRunning = one.status === "QUEUED" || one.status === "RUNNING" || one.status === "UNDOING";
  return (
    <Stack>
      <Group justify="space-between">
        <Text fw={600} role="status">
          {one.dryRun ? t("import.checking") : t(`importStatus.${one.status}`)}
        </Text>
        {isRunning && (
          <Text size="sm" c="dimmed" className="number">
            {percent(share)}
          </Text>
        )}
      </Group>
      {isRunning && <Progress value={share * 100} animated aria-label={t("import.progress")} />}
      <ImportCounts one={one} />
      {one.status === "UNDONE" && <UndoOutcome one={one} />}
      {one.failed > 0 && !isRunning && (
        <Anchor href={`/api/imports/${one.id}/errors.csv`} download size="sm">
          {t("import.showRejects")}
        </Anchor>
      )}
      {!isRunning && !one.dryRun && <NextSteps one={one} />}
    </Stack>
  );
}

/** How many leads were deleted again, and how many were kept because they have been changed. */
function UndoOutcome({ one: { undone, kept } }: { one: Import }) {
  const t = useWords();
  const outcome = [
    undone > 0 && t("import.undone", { count: undone, n: count(undone) }),
    kept > 0 && t("import.kept", { count: kept, n: count(kept) }),
  ].filter((clause) => typeof clause === "string");
  if (outcome.length === 0) return null;
  return (
    <Alert color="gray" variant="light">
      {outcome.join(" ")}
    </Alert>
  );
}

function NextSteps({ one: { id, status } }: { one: Import }) {
  const t = useWords();
  const cache = useCache();
  const undo = async () => {
    const undoing = await withErrorToast(
      answer(api.POST("/api/imports/{id}/undo", { params: { path: { id } } })),
    );
    if (undoing) placeImport(cache, undoing);
  };
  return (
    <Group>
      {status !== "UNDONE" && (
        <Button component={Link} to="/leads">
          {t("import.toLeads")}
        </Button>
      )}
      <Button component={Link} to="/leads/import" variant="default">
        {t("import.another")}
      </Button>
      {(status === "DONE" || status === "FAILED") && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => void undo()}
        >
          {t("import.undo")}
        </Button>
      )}
    </Group>
  );
}
