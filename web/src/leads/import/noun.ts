import { queryOptions } from "@tanstack/react-query";
import { answer, api, read } from "../../api/client";
import { listQuery } from "../../api/paging";
import type { Cache } from "../../live/cache";
import { sortOrder } from "../../live/list";
import { defineNoun } from "../../noun";
import type { Schemas } from "../../protocol";

export type Import = Schemas["Import"];
export type ImportColumn = Schemas["ImportColumn"];
export type ImportPreviewRow = Schemas["PreviewRow"];

export const importKeys = {
  lists: ["imports"],
  one: (id: string) => ["import", id],
  limits: ["importLimits"],
} as const;

export const importsQuery = listQuery(importKeys.lists, (cursor) =>
  read(api.GET("/api/imports", { params: { query: { cursor, limit: 20 } } })),
);

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: importKeys.one(id),
    queryFn: () => answer(api.GET("/api/imports/{id}", { params: { path: { id } } })),
  });

/** The columns of a file that is being imported, with some of their values. */
export const importColumnsQuery = (id: string) =>
  queryOptions({
    queryKey: [...importKeys.one(id), "columns"],
    queryFn: () => answer(api.GET("/api/imports/{id}/columns", { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How large files to import may be. */
export const importLimitsQuery = queryOptions({
  queryKey: importKeys.limits,
  queryFn: () => answer(api.GET("/api/imports/limits")),
});

/** Shows an import as it is now. The answer to a request may be older than an event that came before it. */
export function placeImport(cache: Cache, one: Import): void {
  cache.storeRecord(importKeys.one(one.id), one);
  cache.place<Import>(importKeys.lists, one, () => ({
    ...sortOrder<Import>("-createdAt"),
    matches: () => true,
  }));
}

export const importNoun = defineNoun({
  entity: "import",
  effects: {
    "import:progress": (cache, { data }) => placeImport(cache, data),
    "import:done": (cache, { data }) => placeImport(cache, data),
  },
  subject: ({ data }) => ({ name: data.fileName ?? "" }),
});
