import { type FocusEvent, useEffect, useRef, useState } from "react";
import type { Kept } from "../live/list";

/**
 * Rows that do not move under the pointer, nor under the keyboard's focus. While one of them is in the list, what comes
 * is counted and what goes stays where it was; when it leaves, or on demand, the list is as it is. `list` says which
 * list it is: another one begins anew. `isFrozen` holds it wherever the pointer is: while something is dragged. `own`
 * are rows that this person moves: they are where they have been moved to at once.
 */
export function useSteady<Row extends Kept>(
  rows: Row[],
  list: string,
  { isFrozen = false, own = NONE }: { isFrozen?: boolean; own?: ReadonlySet<string> } = {},
) {
  const isOver = useRef(false);
  const [held, setHeld] = useState<{ rows: Row[]; list: string } | null>(null);
  const latest = useRef(rows);
  latest.current = rows;
  const now = () => ({ rows: latest.current, list });
  const hold = () => setHeld((held) => (held?.list === list ? held : now()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is frozen
  useEffect(() => {
    if (isFrozen) hold();
    else if (!isOver.current) setHeld(null);
  }, [isFrozen]);
  const over = {
    onPointerEnter: () => {
      isOver.current = true;
      hold();
    },
    onPointerLeave: () => {
      isOver.current = false;
      if (!isFrozen) setHeld(null);
    },
    onFocus: (event: FocusEvent) => event.target.matches(":focus-visible") && hold(),
    onBlur: (event: FocusEvent) => !event.currentTarget.contains(event.relatedTarget) && setHeld(null),
  };
  if (held?.list !== list) return { rows, news: 0, gone: () => false, release: () => undefined, over };
  return { ...steady(held.rows, rows, own), release: () => setHeld(now()), over };
}

const NONE: ReadonlySet<string> = new Set();

/** The rows that were held, as they are by now, and those read on after them; what else has come is news. */
export function steady<Row extends Kept>(before: Row[], rows: Row[], own: ReadonlySet<string> = NONE) {
  const now = new Map(rows.map((row) => [row.id, row]));
  // One's own have left for where they were moved to, and come first where they have come.
  const stayed = before.filter((row) => now.has(row.id) || !own.has(row.id));
  const known = new Set(stayed.map((row) => row.id));
  const come = rows.filter((row) => own.has(row.id) && !known.has(row.id));
  const held = [...come, ...stayed];
  const shown = new Set(held.map((row) => row.id));
  // Behind all of them: one of the held rows that changed may stand before what is new.
  const end = rows.findLastIndex((row) => shown.has(row.id));
  const more = end < 0 ? [] : rows.slice(end + 1);
  const unseen = rows.filter((row) => !shown.has(row.id)).length;
  // What follows the last one is read on by scrolling, and moves nothing.
  return {
    rows: [...held.map((row) => now.get(row.id) ?? row), ...more],
    news: unseen - more.length,
    gone: (row: Row) => !now.has(row.id),
  };
}
