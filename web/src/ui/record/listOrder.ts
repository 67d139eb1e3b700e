import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** The records of a list in their order, as far as they were loaded when the list was left. */
interface ListOrder {
  ids: readonly string[];
  total: number;
}

/** What the lists of one page had. The board has several. */
interface LeftPage {
  /** The place of the page in the history of the tab. */
  at: number;
  lists: Map<string, ListOrder>;
}

let left: LeftPage | undefined;

/** Where a record is in the list it was opened from. */
export interface ListPosition {
  /** From 1. */
  position: number;
  total: number;
  previous: string | undefined;
  next: string | undefined;
}

/** Keeps the order of a list for the page of a record that is opened from it. */
export function useListOrder(name: string, rows: readonly { id: string }[], total: number): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const at = useHistoryIndex();
  const [ownPath] = useState(path);
  useEffect(() => {
    // While the next page is read, the address is that of the next page, and this one still shows.
    if (path !== ownPath) return;
    keepOrder(
      at,
      name,
      rows.map(({ id }) => id),
      total,
    );
  }, [at, path, ownPath, name, rows, total]);
}

export function keepOrder(at: number, name: string, ids: readonly string[], total: number): void {
  if (left?.at !== at) left = { at, lists: new Map() };
  left.lists.set(name, { ids, total });
}

/** Where a record is in the list that one page back shows; nothing where that was no list, or a link led here. */
export function positionOf(id: string, at: number): ListPosition | undefined {
  if (left?.at !== at - 1) return undefined;
  for (const { ids, total } of left.lists.values()) {
    const index = ids.indexOf(id);
    if (index < 0) continue;
    return {
      position: index + 1,
      total: Math.max(total, ids.length),
      previous: ids[index - 1],
      next: ids[index + 1],
    };
  }
  return undefined;
}

/** Where a record is in the list it was opened from. The list stays as it was when it was left. */
export function useListPosition(id: string): ListPosition | undefined {
  const at = useHistoryIndex();
  const [openedAt] = useState(at);
  return positionOf(id, openedAt);
}

function useHistoryIndex(): number {
  return useRouterState({ select: ({ location }) => location.state.__TSR_index });
}
