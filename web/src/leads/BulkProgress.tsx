import { Button, CloseButton, Group, Paper, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { bulkChanges } from "../api/reads";
import type { BulkChange } from "../api/records";
import { rows } from "../live/list";
import { useMe } from "../session/me";
import { useNow } from "../ui/clock";
import { useWords } from "../words";
import { BulkFailures } from "./BulkFailures";
import { isAtWork, isUndoable, processedOf, useBulk } from "./bulk";
import { useBulkWords } from "./bulkWords";

/** How many of those that have ended are shown, and how long, unless they are put away. */
const ENDED = 2;
const SHOWN = 30 * 60_000;
/** Put away and remembered on this device. */
const REMEMBERED = 50;

/** Bulk changes of one's own: how far they are, what became of them, and their undo. Also after a reload. */
export function BulkProgress() {
  const me = useMe();
  const now = useNow();
  const all = rows(useInfiniteQuery(bulkChanges(me.id)).data);
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: `tandem.bulk.${me.id}`, defaultValue: [] });
  const ended = all.filter((bulk) => !isAtWork(bulk)).slice(0, ENDED);
  const isNews = ({ id, finishedAt, createdAt }: BulkChange) =>
    !hidden.includes(id) && now - Date.parse(finishedAt ?? createdAt) < SHOWN;
  const shown = all.filter((bulk) => isAtWork(bulk) || (ended.includes(bulk) && isNews(bulk)));
  if (shown.length === 0) return null;
  const hide = (id: string) => setHidden([...hidden, id].slice(-REMEMBERED));
  return (
    <Stack gap="xs" mb="sm">
      {shown.map((bulk) => (
        <One key={bulk.id} bulk={bulk} now={now} hide={() => hide(bulk.id)} />
      ))}
    </Stack>
  );
}

function One({ bulk, now, hide }: { bulk: BulkChange; now: number; hide: () => void }) {
  const t = useWords();
  const { undo } = useBulk();
  const words = useBulkWords();
  const [listing, { open, close }] = useDisclosure();
  const running = isAtWork(bulk);
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
          {!running && <CloseButton size="sm" aria-label={t("do.close")} onClick={hide} />}
        </Group>
      </Group>
      {running && (
        <Progress
          mt={6}
          size="sm"
          value={(100 * done) / Math.max(1, all)}
          animated
          aria-label={t("bulk.progress")}
          transitionDuration={200}
        />
      )}
      <BulkFailures bulk={bulk} opened={listing} close={close} />
    </Paper>
  );
}
