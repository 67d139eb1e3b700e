import { Button, CloseButton, Group, Paper, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type BulkChange, bulkChangesQuery } from "../bulk-changes/noun";
import { rows } from "../live/list";
import { useMe } from "../session/me";
import { useNow } from "../ui/clock";
import { useWords } from "../words";
import { BulkFailures } from "./BulkFailures";
import { isRunning, isUndoable, processedOf, useBulk } from "./bulk";
import { useBulkWords } from "./bulkWords";

/** How many finished changes are shown, and for how long, unless they are dismissed: long while they can be undone. */
const MAX_FINISHED = 2;
const SHOWN_FOR = { undoable: 30 * 60_000, settled: 60_000 };
/** How many dismissed changes this device remembers. */
const MAX_DISMISSED = 50;

/** The user's own bulk changes, with their progress, result and undo. They survive a reload. */
export function BulkProgress() {
  const me = useMe();
  const now = useNow();
  const all = rows(useInfiniteQuery(bulkChangesQuery(me.id)).data);
  const [dismissed, setDismissed] = useLocalStorage<string[]>({
    key: `tandem.bulk.${me.id}`,
    defaultValue: [],
  });
  const finished = all.filter((bulk) => !isRunning(bulk)).slice(0, MAX_FINISHED);
  const isRecent = (bulk: BulkChange) => {
    const age = now - Date.parse(bulk.finishedAt ?? bulk.createdAt);
    return !dismissed.includes(bulk.id) && age < SHOWN_FOR[isUndoable(bulk) ? "undoable" : "settled"];
  };
  const shown = all.filter((bulk) => isRunning(bulk) || (finished.includes(bulk) && isRecent(bulk)));
  if (shown.length === 0) return null;
  const dismiss = (id: string) => setDismissed([...dismissed, id].slice(-MAX_DISMISSED));
  return (
    <Stack gap="xs" mb="sm">
      {shown.map((bulk) => (
        <BulkItem key={bulk.id} bulk={bulk} now={now} dismiss={() => dismiss(bulk.id)} />
      ))}
    </Stack>
  );
}

function BulkItem({ bulk, now, dismiss }: { bulk: BulkChange; now: number; dismiss: () => void }) {
  const t = useWords();
  const { undo } = useBulk();
  const words = useBulkWords();
  const [listing, { open, close }] = useDisclosure();
  const running = isRunning(bulk);
  const [done, all] =
    bulk.status === "UNDOING" ? [bulk.undone + bulk.kept, bulk.changed] : [processedOf(bulk), bulk.total];
  const hasFailures =
    !running && (bulk.status === "UNDONE" ? bulk.kept > 0 && !bulk.change.delete : bulk.failed > 0);
  return (
    <Paper withBorder px="sm" py="xs" component="section" aria-label={t("bulk.progress")}>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm" role="status" style={{ overflowWrap: "anywhere" }}>
          <Text span size="sm" fw={600}>
            {words.title(bulk, now)}
          </Text>{" "}
          {words.details(bulk)}
        </Text>
        <Group gap={4} wrap="nowrap">
          {hasFailures && (
            <Button size="compact-sm" variant="subtle" onClick={open}>
              {t("bulk.why")}
            </Button>
          )}
          {isUndoable(bulk) && (
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconArrowBackUp size={15} aria-hidden />}
              onClick={() => void undo(bulk)}
            >
              {t("do.undo")}
            </Button>
          )}
          {!running && <CloseButton size="sm" aria-label={t("do.close")} onClick={dismiss} />}
        </Group>
      </Group>
      {running && (
        <Progress
          mt={6}
          size="sm"
          value={(100 * done) / Math.max(1, all)}
          animated
          aria-label={t("bulk.progress")}
        />
      )}
      <BulkFailures bulk={bulk} opened={listing} close={close} />
    </Paper>
  );
}
