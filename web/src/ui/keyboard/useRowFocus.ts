import { type FocusEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useCommands } from "./useCommands";

/** The row of a list that the keyboard is at. */
export interface RowFocus<Box extends HTMLElement = HTMLElement> {
  id: string | undefined;
  index: number;
  /** For the element that has the rows. */
  listProps: {
    ref: RefObject<Box | null>;
    "data-rows": true;
    onFocus: (event: FocusEvent) => void;
    onBlur: () => void;
  };
  /** Moves the focus to the row after this one, or before it: after one that was dealt with. */
  next: (id: string) => void;
}

interface Place {
  id: string;
  index: number;
}

/**
 * Moves the focus from row to row with `J`, `K` and the arrows, and remembers the row while the focus is elsewhere. A row
 * is an element with `data-row={id}`. It takes the focus itself, or has an element with `data-row-focus` that does: a
 * button or checkbox that screen readers know. `Enter` follows its first link.
 */
export function useRowFocus<Box extends HTMLElement>(ids: readonly string[]): RowFocus<Box> {
  const box = useRef<Box>(null);
  const [place, setPlace] = useState<Place | null>(null);
  /** The row to focus once it is rendered. */
  const wanted = useRef<string>(undefined);
  const hasFocus = useRef(false);
  const at = place ? ids.indexOf(place.id) : -1;
  const go = (index: number) => {
    const id = ids[Math.max(0, Math.min(index, ids.length - 1))];
    if (id === undefined) return;
    wanted.current = id;
    setPlace({ id, index: ids.indexOf(id) });
    if (focusRow(box.current, id)) wanted.current = undefined;
  };
  useEffect(() => {
    if (wanted.current !== undefined && !ids.includes(wanted.current)) wanted.current = undefined;
    if (wanted.current !== undefined && focusRow(box.current, wanted.current)) wanted.current = undefined;
    // The focused row has left the list, which sends no blur event: the focus stays where it was.
    else if (place && at < 0 && hasFocus.current && document.activeElement === document.body) go(place.index);
  });
  // The row may have left the list: the one that took its place is the next.
  const from = at >= 0 ? at : (place?.index ?? -1) - 0.5;
  useCommands({
    "row.next": ids.length > 0 && (() => go(Math.ceil(from + 0.5))),
    "row.previous": ids.length > 0 && (() => go(place ? Math.floor(from - 0.5) : 0)),
    "row.open":
      at >= 0 && (() => rowOf(box.current, ids[at])?.querySelector<HTMLElement>("a[href]")?.click()),
  });
  return {
    id: ids[at],
    index: at,
    listProps: {
      ref: box,
      "data-rows": true,
      onFocus: ({ target }) => {
        hasFocus.current = true;
        // The user has chosen another place in the meantime.
        wanted.current = undefined;
        const id = target.closest<HTMLElement>("[data-row]")?.dataset.row;
        if (id !== undefined && id !== place?.id) setPlace({ id, index: ids.indexOf(id) });
      },
      onBlur: () => {
        hasFocus.current = false;
      },
    },
    next: (id) => {
      const index = ids.indexOf(id);
      go(index === ids.length - 1 ? index - 1 : index + 1);
    },
  };
}

function rowOf(box: HTMLElement | null, id: string | undefined): HTMLElement | null {
  return id === undefined
    ? null
    : (box?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null);
}

/** Focuses a row, if it is rendered. The browser scrolls it into view. */
function focusRow(box: HTMLElement | null, id: string): boolean {
  const row = rowOf(box, id);
  const target = row?.querySelector<HTMLElement>("[data-row-focus]") ?? row;
  target?.focus();
  return target !== null;
}
