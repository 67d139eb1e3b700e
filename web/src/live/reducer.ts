import { notifyManager, type QueryClient } from "@tanstack/react-query";
import type { BulkChange, Employee, Import, Me, Notification, Session } from "../api/records";
import type { Events } from "../protocol";
import { Cache } from "./cache";
import { keys } from "./keys";
import { type Kept, sorted } from "./list";
import { sees } from "./rules";

export type Kind = keyof Events;
export type Envelope = Events[Kind];

/** What each kind of event does to what has been read. A kind that is missing here does not compile. */
const effects: { [K in Kind]: (cache: Cache, event: Events[K]) => void } = {
  "enquiry:created": (cache, { data }) => cache.enquiry(data),
  "enquiry:claimed": (cache, { data }) => cache.enquiry(data),
  "enquiry:released": (cache, { data: { from: _, ...enquiry } }) => cache.enquiry(enquiry),
  "enquiry:assigned": (cache, { data: { from: _, ...enquiry } }) => cache.enquiry(enquiry),
  "enquiry:status": (cache, { data: { from: _, to: __, ...enquiry } }) => cache.enquiry(enquiry),
  "enquiry:note": (cache, { data: { note, ...enquiry } }) => {
    cache.enquiry(enquiry);
    cache.note(enquiry.id, note);
  },
  "lead:created": (cache, { data }) => {
    cache.contact(data);
    cache.cohorts();
  },
  "lead:updated": (cache, { data }) => cache.contact(data),
  "lead:status": (cache, { data: { from: _, to: __, activity, ...contact } }) => {
    cache.contact(contact);
    cache.activity(activity);
  },
  "lead:stage": (cache, { data: { from: _, to: __, reason: ___, activity, ...contact } }) => {
    cache.contact(contact);
    cache.activity(activity);
    cache.stale(keys.history(contact.id));
    cache.cohorts();
  },
  "lead:activity": (cache, { data: { activity, ...contact } }) => {
    cache.contact(contact);
    cache.activity(activity, contact.name);
  },
  "lead:assigned": (cache, { data: { from, ...contact } }) => {
    cache.contact(contact);
    if (!sees(cache.me, { owner: from })) cache.reveal(contact.id);
  },
  "lead:merged": (cache, { data: { merged, ...contact } }) => {
    cache.hide(merged);
    cache.rename(merged, contact.id);
    cache.contact(contact);
    cache.stale(keys.taskLists);
    cache.stale(keys.timelines(contact.id));
    cache.stale(keys.allBelongings(contact.id));
    cache.stale(keys.history(contact.id));
  },
  "lead:deleted": (cache, { data }) => {
    cache.hide(data.id);
    cache.rename(data.id, data.mergedInto ?? null);
  },
  "record:hidden": (cache, { data: { id, deleted } }) => {
    cache.hide(id);
    cache.stale(keys.history(id));
    if (deleted) cache.rename(id, null);
  },
  "session:created": (cache, { data }) => session(cache, data),
  "session:updated": (cache, { data }) => session(cache, data),
  "feedback:created": (cache, { data }) => cache.belonging(data.contactId, "feedback", data, "createdAt"),
  "opportunity:created": (cache, { data }) => opportunity(cache, data),
  "opportunity:updated": (cache, { data }) => opportunity(cache, data),
  "opportunity:won": (cache, { data }) => opportunity(cache, data),
  "opportunity:lost": (cache, { data }) => opportunity(cache, data),
  "deal:created": (cache, { data }) => cache.belonging(data.contactId, "deals", data, "createdAt"),
  "email:sent": (cache, { data }) => email(cache, data),
  "email:failed": (cache, { data }) => email(cache, data),
  "email:opened": (cache, { data }) => email(cache, data),
  "email:clicked": (cache, { data }) => email(cache, data),
  "task:due": (cache, { data }) => cache.activity(data),
  "notification:created": (cache, { data }) => {
    newest<Notification>(cache, keys.notifications, data);
  },
  "import:progress": (cache, { data }) => taken(cache, data),
  "import:done": (cache, { data }) => taken(cache, data),
  "bulk:progress": (cache, { data }) => bulkChange(cache, data),
  "bulk:done": (cache, { data }) => bulkChange(cache, data),
  "employee:created": (cache, { data }) => employee(cache, data),
  "employee:updated": (cache, { data }) => employee(cache, data),
  "employee:approved": (cache, { data }) => employee(cache, data),
  "employee:deactivated": (cache, { data }) => employee(cache, data),
  "company:updated": (cache, { data }) => {
    cache.record(keys.company, data);
    cache.stale(keys.mail);
  },
  // Only the feed shows it.
  "link:issued": () => undefined,
};

/** Applies events, in the order of their numbers, to everything that has been read, and shows it once. */
export function apply(client: QueryClient, me: Me, events: readonly Envelope[]): void {
  const cache = new Cache(client, me);
  notifyManager.batch(() => {
    for (const event of events) {
      const effect = effects[event.kind] as ((cache: Cache, event: Envelope) => void) | undefined;
      // A newer server may tell of what this page does not know yet.
      effect?.(cache, event);
      if (event.kind !== "record:hidden") cache.feed(event);
    }
  });
}

function session(cache: Cache, session: Session): void {
  cache.belonging(session.contactId, "sessions", session, "heldAt", false);
}

function opportunity(cache: Cache, data: Events["opportunity:created"]["data"]): void {
  cache.belonging(data.contactId, "opportunities", data, "createdAt");
}

function email(cache: Cache, data: Events["email:sent"]["data"]): void {
  cache.belonging(data.contactId, "emails", data, "createdAt");
}

function newest<Row extends Kept & { createdAt: string }>(
  cache: Cache,
  family: readonly string[],
  row: Row,
): void {
  cache.place<Row>(family, row, () => ({ ...sorted<Row>("-createdAt"), fits: () => true }));
}

/** A bulk change as it is now: in the list of those that one has started. */
export function bulkChange(cache: Cache, data: BulkChange): void {
  cache.place<BulkChange>(keys.bulkChanges, data, () => ({
    ...sorted<BulkChange>("-createdAt"),
    fits: ({ startedBy }) => startedBy.id === cache.me.id,
  }));
  // Why some leads were not changed stands only in the answer to a read.
  cache.stale(keys.bulkChange(data.id));
}

function taken(cache: Cache, data: Import): void {
  cache.record(keys.import(data.id), data);
  newest<Import>(cache, keys.imports, data);
}

function employee(cache: Cache, data: Employee): void {
  cache.place<Employee>(keys.users, data, () => ({ ...sorted<Employee>("name"), fits: () => true }));
  cache.stale(keys.colleagues);
  cache.stale(keys.invites);
  if (data.id === cache.me.id) cache.stale(keys.me);
}
