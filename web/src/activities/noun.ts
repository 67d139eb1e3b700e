import { api, read } from "../api/client";
import { listQuery, PAGE_SIZE } from "../api/paging";
import type { Cache } from "../live/cache";
import { PERSISTED } from "../live/keys";
import { type ListRule, sortOrder } from "../live/list";
import type { Schemas } from "../protocol";

// An activity has no events of its own: those of its contact and of its task carry it.

export type Activity = Schemas["Activity"];
export type ActivityKind = Schemas["ActivityKind"];
export type NotNotified = Schemas["NotNotified"];

export const timelineKeys = {
  /** All timelines of a contact: each by the kinds that it shows. */
  lists: (contactId: string) => ["timeline", contactId],
  /** `kinds` as the server is asked for them, separated by commas; empty: every kind. */
  list: (contactId: string, kinds: string) => ["timeline", contactId, kinds],
} as const;

/** A contact's timeline: of these kinds, or of every kind. */
export const timelineQuery = (contactId: string, kinds: readonly ActivityKind[]) =>
  listQuery(
    timelineKeys.list(contactId, kinds.join(",")),
    (cursor) => {
      const query = { kind: kinds.join(",") || undefined, cursor, limit: PAGE_SIZE };
      return read(api.GET("/api/leads/{id}/activities", { params: { path: { id: contactId }, query } }));
    },
    PERSISTED,
  );

function timelineRule(kinds: string): ListRule<Activity> {
  const asked = kinds === "" ? [] : kinds.split(",");
  return {
    ...sortOrder<Activity>("-occurredAt"),
    matches: ({ kind }) => asked.length === 0 || asked.includes(kind),
  };
}

/** Shows an activity in the timelines of its contact. */
export function placeInTimelines(cache: Cache, activity: Activity): void {
  cache.place<Activity>(timelineKeys.lists(activity.contactId), activity, (kinds) =>
    timelineRule(String(kinds)),
  );
}
