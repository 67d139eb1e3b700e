import { queryOptions } from "@tanstack/react-query";
import { answer, api, read } from "../api/client";
import { listQuery } from "../api/paging";
import type { Cache } from "../live/cache";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";

export type BulkChange = Schemas["BulkChange"];
export type LeadChange = Schemas["LeadChange"];
export type LeadSelection = Schemas["LeadSelection"];

const bulkChangeKeys = { lists: ["bulkChanges"], one: (id: string) => ["bulkChange", id] } as const;

/** The bulk changes that an employee has started, newest first. */
export const bulkChangesQuery = (startedBy: string) =>
  listQuery(bulkChangeKeys.lists, (cursor) =>
    read(api.GET("/api/bulk-changes", { params: { query: { startedBy, cursor, limit: 5 } } })),
  );

/** One bulk change, with the leads that it could not change. */
export const bulkChangeQuery = (id: string) =>
  queryOptions({
    queryKey: bulkChangeKeys.one(id),
    queryFn: () => answer(api.GET("/api/bulk-changes/{id}", { params: { path: { id } } })),
  });

/** Shows a bulk change as it is now, to whoever started it. */
export function placeBulkChange(cache: Cache, bulkChange: BulkChange): void {
  cache.place<BulkChange>(bulkChangeKeys.lists, bulkChange, () => ({
    ...sortOrder<BulkChange>("-createdAt"),
    matches: ({ startedBy }) => startedBy.id === cache.me.id,
  }));
  // Only a read answers the leads that could not be changed.
  cache.markStale(bulkChangeKeys.one(bulkChange.id));
}

export const bulkChangeNoun = defineNoun({
  entity: "bulk_change",
  effects: {
    "bulk:progress": (cache, { data }) => placeBulkChange(cache, data),
    "bulk:done": (cache, { data }) => placeBulkChange(cache, data),
  },
  subject: () => ({ name: "" }),
  // Leads that were assigned in one go are found by their owner, latest changes first.
  link: (_, me) => `/leads?ownerId=${me}&sort=-updatedAt`,
});
