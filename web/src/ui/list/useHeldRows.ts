import { type FocusEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Versioned } from "../../live/list";

interface Options {
  /** Holds the rows wherever the pointer is: while something is dragged. */
  isFrozen?: boolean;
  /** Rows that this user moves: they are shown where they were moved to at once. */
  own?: ReadonlySet<string>;
}

/** What keeps the rows in place. */
type Holder = "pointer" | "focus" | "drag";

/** Tracks what keeps the rows in place: they are released once the last holder has gone. */
export class Holders {
  private readonly present = new Set<Holder>();

  constructor(
    readonly hold: () => void,
    readonly release: () => void,
  ) {}

  set(holder: Holder, isPresent: boolean): void {
    if (isPresent) {
      this.present.add(holder);
      this.hold();
    } else if (this.present.delete(holder) && this.present.size === 0) this.release();
  }
}

/**
 * Rows that do not move under the pointer or the keyboard focus, or while something is dragged. While any of them is in
 * the list, new rows are counted and removed ones stay in place; once the last one leaves, or on `release`, the list is
 * shown as it is. `list` identifies the list: with another one, nothing is held.
 */
export function useHeldRows<Row extends Versioned>(
  rows: Row[],
  list: string,
  { isFrozen = false, own = NONE }: Options = {},
) {
  const [held, setHeld] = useState<{ rows: Row[]; list: string } | null>(null);
  const latest = useRef({ rows, list });
  latest.current = { rows, list };
  const [holders] = useState(() => {
    const hold = () => {
      const now = latest.current;
      setHeld((held) => (held?.list === now.list ? held : now));
    };
    return new Holders(hold, () => setHeld(null));
  });
  useEffect(() => holders.set("drag", isFrozen), [holders, isFrozen]);
  // Where nothing was shown, the first rows move nothing: from now on they are held.
  if (held?.list === list && held.rows.length === 0 && rows.length > 0) setHeld({ rows, list });
  const box = useRef<HTMLDivElement>(null);
  usePointer(box, holders);
  const handlers = {
    ref: box,
    onFocus: (event: FocusEvent) => holders.set("focus", event.target.matches(":focus-visible")),
    onBlur: (event: FocusEvent) =>
      !event.currentTarget.contains(event.relatedTarget) && holders.set("focus", false),
  };
  if (held?.list !== list)
    return { rows, newCount: 0, isGone: () => false, release: () => undefined, handlers };
  const release = () => setHeld(latest.current);
  return { ...mergeHeldRows(held.rows, rows, own), release, handlers };
}

/**
 * Tracks whether the pointer is in the box. Not by its own events of enter and leave: a box that appears under the pointer is
 * not entered, and one whose content under the pointer was removed is not left.
 */
function usePointer(box: RefObject<HTMLElement | null>, holders: Holders): void {
  useEffect(() => {
    const set = (isInside: boolean) => {
      // A focused element that was removed has sent no blur event.
      if (!isInside && !box.current?.contains(document.activeElement)) holders.set("focus", false);
      holders.set("pointer", isInside);
    };
    const onOver = ({ target }: PointerEvent) => {
      // A menu of a row is not in the box, and keeps its row in place.
      if (!(target instanceof Element) || target.closest("#overlays")) return;
      set(box.current?.contains(target) ?? false);
    };
    // The pointer has left the page, or a finger the screen.
    const onOut = ({ relatedTarget }: PointerEvent) => relatedTarget === null && set(false);
    document.addEventListener("pointerover", onOver);
    document.addEventListener("pointerout", onOut);
    return () => {
      document.removeEventListener("pointerover", onOver);
      document.removeEventListener("pointerout", onOut);
    };
  }, [box, holders]);
}

const NONE: ReadonlySet<string> = new Set();

/** The held rows in their latest state, followed by rows loaded after them; all other new rows are only counted. */
export function mergeHeldRows<Row extends Versioned>(
  before: Row[],
  rows: Row[],
  own: ReadonlySet<string> = NONE,
) {
  const now = new Map(rows.map((row) => [row.id, row]));
  // The user's own rows leave at once, and are placed first where they arrive.
  const stayed = before.filter((row) => now.has(row.id) || !own.has(row.id));
  const known = new Set(stayed.map((row) => row.id));
  const arrived = rows.filter((row) => own.has(row.id) && !known.has(row.id));
  const held = [...arrived, ...stayed];
  const shown = new Set(held.map((row) => row.id));
  // Counted from the last held row: one that changed may have moved up, ahead of new rows.
  const end = rows.findLastIndex((row) => shown.has(row.id));
  // Rows loaded by scrolling follow the last one and move nothing.
  const loaded = end < 0 ? [] : rows.slice(end + 1);
  const unseen = rows.filter((row) => !shown.has(row.id)).length;
  return {
    rows: [...held.map((row) => now.get(row.id) ?? row), ...loaded],
    newCount: unseen - loaded.length,
    isGone: (row: Row) => !now.has(row.id),
  };
}
