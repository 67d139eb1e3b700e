import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { keys, PERSISTED } from "../live/keys";
import type { ListPage } from "../live/list";
import type { operations } from "../protocol";
import type { ReadResult } from "./client";

/** How many rows one read of a list asks for. */
export const PAGE_SIZE = 50;

/** What is added to a list's filter to ask for its total alone. */
export const TOTAL_ONLY = { page: 1, limit: 1 };

/** The filter and order of a list: without the page, and without the two days that a range replaces. */
export type ListQueryOf<Operation extends keyof operations> = Omit<
  NonNullable<operations[Operation]["parameters"]["query"]>,
  "page" | "limit" | "cursor" | "createdFrom" | "createdTo"
>;

interface ListBody<Row> {
  data: Row[];
  nextCursor?: string | null;
}

/** The query of a list that is read page by page. */
export function listQuery<Row>(
  queryKey: readonly unknown[],
  readPage: (cursor: string) => Promise<ReadResult<ListBody<Row>>>,
  meta?: typeof PERSISTED,
) {
  return infiniteQueryOptions({
    queryKey,
    initialPageParam: "start",
    queryFn: async ({ pageParam }): Promise<ListPage<Row>> => {
      const { body } = await readPage(pageParam);
      return { rows: body.data, next: body.nextCursor ?? null };
    },
    getNextPageParam: (last: ListPage<Row>) => last.next,
    meta,
  });
}

/** The query of a list's total: a figure, which is read again when events may have changed it. */
export function totalQuery(
  name: readonly unknown[],
  readTotal: () => Promise<ReadResult<{ total?: number | null }>>,
) {
  return queryOptions({
    queryKey: [...keys.figures, ...name],
    queryFn: async () => (await readTotal()).body.total ?? 0,
    meta: PERSISTED,
  });
}
