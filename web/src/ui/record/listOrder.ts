import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type List, rows as loadedRows } from "../../live/list";

/** The records of a list in their order, as far as they have been read. */
interface ListOrder {
  ids: readonly string[];
  total: number;
  /** Reads on; none for a list that has been read to its end. */
  readMore?: () => Promise<readonly string[]>;
  /** Settles once the reading that is under way has ended. */
  reading?: Promise<void>;
}

/** The list that was shown last, and the place of its page in the history of the tab. */
let left: { at: number; order: ListOrder } | undefined;

/** Where a record is in the list it was opened from. */
export interface ListPosition {
  /** From 1. */
  position: number;
  total: number;
  previous: string | undefined;
  next: string | undefined;
}

/** The part of an infinite query that reads on after its list was left. */
interface Readable<Row> {
  hasNextPage: boolean;
  fetchNextPage: () => Promise<{ data?: List<Row> | undefined }>;
}

/** Keeps the order of a list for the page of a record that is opened from it. */
export function useListOrder<Row extends { id: string }>(
  rows: readonly Row[],
  total: number,
  { hasNextPage, fetchNextPage }: Readable<Row>,
): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const at = useHistoryIndex();
  const [ownPath] = useState(path);
  useEffect(() => {
    // While the next page is read, the address is that of the next page, and this one still shows.
    if (path !== ownPath) return;
    const readMore = async () => loadedRows((await fetchNextPage()).data).map(({ id }) => id);
    const ids = rows.map(({ id }) => id);
    keepOrder(at, { ids, total, readMore: hasNextPage ? readMore : undefined });
  }, [at, path, ownPath, rows, total, hasNextPage, fetchNextPage]);
}

export function keepOrder(at: number, order: ListOrder): void {
  left = { at, order };
}

/** The list with a record that one page back shows; nothing where that was no list, or a link led here. */
function orderOf(id: string, at: number): ListOrder | undefined {
  return left?.at === at - 1 && left.order.ids.includes(id) ? left.order : undefined;
}

/** Where a record is in the list that one page back shows. */
export function positionOf(id: string, at: number): ListPosition | undefined {
  const order = orderOf(id, at);
  if (!order) return undefined;
  const { ids, total } = order;
  const index = ids.indexOf(id);
  return {
    position: index + 1,
    total: Math.max(total, ids.length),
    previous: ids[index - 1],
    next: ids[index + 1],
  };
}

/**
 * At the last record that has been read, the list is read on: by the rows after the last one that is known. Rows that are
 * new above it stay out of its order.
 */
export async function readOn(id: string, at: number): Promise<void> {
  const order = orderOf(id, at);
  if (!order?.readMore || order.ids.at(-1) !== id) return;
  // Several components ask for it.
  order.reading ??= order.readMore().then((all) => {
    const known = new Set(order.ids);
    const last = all.findLastIndex((id) => known.has(id));
    const added = last < 0 ? [] : all.slice(last + 1);
    order.ids = [...order.ids, ...added];
    if (added.length === 0) order.readMore = undefined;
    order.reading = undefined;
  });
  await order.reading;
}

/** Where a record is in the list it was opened from. The list stays as it was when it was left. */
export function useListPosition(id: string): ListPosition | undefined {
  const at = useHistoryIndex();
  const [openedAt] = useState(at);
  const [, setRead] = useState(false);
  useEffect(() => {
    void readOn(id, openedAt).then(() => setRead(true));
  }, [id, openedAt]);
  return positionOf(id, openedAt);
}

function useHistoryIndex(): number {
  return useRouterState({ select: ({ location }) => location.state.__TSR_index });
}
