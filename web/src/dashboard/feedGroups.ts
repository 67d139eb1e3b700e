import type { Entity, LoggedEvent } from "../noun";
import { subjectOf } from "../nouns";

/** What somebody did with one record within a short time. */
interface RecordGroup {
  /** The newest first. */
  events: readonly LoggedEvent[];
  /** The one that says most. */
  headline: LoggedEvent;
}

/** A line of the feed: what somebody did with one record, or the same with several. */
export interface FeedGroup {
  key: number;
  records: readonly RecordGroup[];
}

/** How long before the newest event of a group its oldest may be, in milliseconds. */
const WINDOW = 30 * 60_000;

/** Events that say more than those around them, the most telling first. */
const TELLING = ["opportunity:won", "opportunity:lost", "lead:stage", "opportunity:created", "lead:created"];

/** What is counted when one person does it with several records. */
export const COUNTED = {
  "enquiry:created": "enquiriesReceived",
  "enquiry:claimed": "enquiriesClaimed",
  "lead:created": "leadsAdded",
  "lead:assigned": "leadsAssigned",
  "lead:stage": "leadsAdvanced",
  "lead:activity": "activitiesLogged",
  "email:sent": "emailsSent",
  "session:created": "sessionsLogged",
} as const;

/** The events, newest first, by person and record, and records by person and event. */
export function groupFeed(events: readonly LoggedEvent[]): FeedGroup[] {
  const records = collect(events, recordKeyOf(events), ({ at }) => at).map((events) => ({
    events,
    headline: headlineOf(events),
  }));
  const groups = collect(records, countedKey, ({ events }) => events[0]?.at ?? "");
  return groups.map((records) => ({ key: oldestOf(records), records }));
}

/** Collects items of the same key that are within the window, at the place of the first. Without a key, one stays alone. */
function collect<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
  timeOf: (item: Item) => string,
): Item[][] {
  const groups: Item[][] = [];
  const open = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = key === undefined ? undefined : open.get(key);
    const first = group?.[0];
    if (group && first && Date.parse(timeOf(first)) - Date.parse(timeOf(item)) <= WINDOW) {
      group.push(item);
      continue;
    }
    const started = [item];
    groups.push(started);
    if (key !== undefined) open.set(key, started);
  }
  return groups;
}

/** The person and the record. An enquiry that was converted belongs to its lead. */
function recordKeyOf(events: readonly LoggedEvent[]) {
  const leads = new Map(
    events.flatMap(({ entity, data }) => {
      const { contactId } = data as { contactId?: string | null };
      return entity.type === "enquiry" && contactId ? [[entity.id, contactId] as const] : [];
    }),
  );
  return (event: LoggedEvent) => {
    const { id }: Entity = subjectOf(event).entity ?? event.entity;
    return `${event.actor?.id} ${leads.get(id) ?? id}`;
  };
}

function headlineOf(events: readonly LoggedEvent[]): LoggedEvent {
  const rank = ({ kind }: LoggedEvent) => (TELLING.includes(kind) ? TELLING.indexOf(kind) : TELLING.length);
  return events.reduce((best, event) => (rank(event) < rank(best) ? event : best));
}

/** The person and the event, if it is one that is counted. */
function countedKey({ headline: { kind, actor, data } }: RecordGroup): string | undefined {
  if (!(kind in COUNTED)) return undefined;
  const { to } = data as { to?: string };
  // A lead that lost its opportunity or was reopened has not advanced.
  if (kind === "lead:stage" && (to === "DORMANT" || to === "LEAD")) return undefined;
  return `${actor?.id} ${kind}`;
}

function oldestOf(records: readonly RecordGroup[]): number {
  return Math.min(...records.flatMap(({ events }) => events.map(({ seq }) => seq)));
}
