import { readLocalStorageValue, useLocalStorage } from "@mantine/hooks";
import { useMemo } from "react";
import { useMe } from "../../session/me";
import type { VirtualColumn } from "./columns";

/** How a view shows the columns of its list. */
export interface ColumnLayout {
  /** The columns that are shown, in their order. */
  shown: string[];
  /** The widths, in pixels, of those that the user has resized. */
  widths: Record<string, number>;
}

export const MIN_WIDTH = 64;
export const MAX_WIDTH = 800;

export function clampWidth(width: number): number {
  return Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));
}

type Sized = Pick<VirtualColumn<never>, "id" | "width" | "grow">;

/** In pixels: the columns of the checkbox and of the column menu, the space between columns, and beside the first and last one. */
const EDGE_COLUMN = 32;
const GAP = 12;
const PADDING = 16;

/** The tracks of the grid, and the width below which it scrolls sideways. */
export function gridOf(columns: readonly Sized[], widths: ColumnLayout["widths"], isSelectable: boolean) {
  const tracks = columns.map(({ id, width, grow }) => {
    const chosen = widths[id];
    if (chosen !== undefined) return { track: `${chosen}px`, least: chosen };
    return { track: grow ? `minmax(${width}px, ${grow}fr)` : `${width}px`, least: width };
  });
  // Without a column that grows, the last track takes what is left.
  const isFixed = tracks.every(({ track }) => track.endsWith("px"));
  const edges = isSelectable ? [EDGE_COLUMN, EDGE_COLUMN] : [EDGE_COLUMN];
  const sum = [...edges, ...tracks.map(({ least }) => least)].reduce((all, width) => all + width + GAP, -GAP);
  return {
    grid: [
      ...(isSelectable ? [`${EDGE_COLUMN}px`] : []),
      ...tracks.map(({ track }) => track),
      isFixed ? `minmax(${EDGE_COLUMN}px, 1fr)` : `${EDGE_COLUMN}px`,
    ].join(" "),
    minWidth: sum + 2 * PADDING,
  };
}

/** The columns of a layout, in its order. Unknown ones are from another version of the app. */
export function columnsOf<Row>(columns: readonly VirtualColumn<Row>[], shown: readonly string[]) {
  return shown.flatMap((id) => columns.find((column) => column.id === id) ?? []);
}

/** The ids with one of them a place earlier or later. */
export function moved(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const other = ids[from + by];
  if (from < 0 || other === undefined) return [...ids];
  return ids.map((each) => (each === id ? other : each === other ? id : each));
}

type Layouts = Record<string, ColumnLayout>;

/** Where this device stores the layouts of an employee. */
function useStorageKey(list: string): string {
  return `tandem.columns.${useMe().id}.${list}`;
}

/** Removes the layout of a view that was deleted. */
export function useForgetLayout(list: string) {
  const key = useStorageKey(list);
  const [, setLayouts] = useLocalStorage<Layouts>({ key, defaultValue: {} });
  return (view: string) => {
    const { [view]: _, ...others } = readLocalStorageValue<Layouts>({ key, defaultValue: {} });
    setLayouts(others);
  };
}

/**
 * The columns of a list in one of its views, which this device remembers. A view without a layout of its own shows
 * `defaults`.
 */
export function useColumnLayout<Row>(
  list: string,
  view: string,
  columns: readonly VirtualColumn<Row>[],
  defaults: readonly string[],
) {
  const [layouts, setLayouts] = useLocalStorage<Layouts>({
    key: useStorageKey(list),
    defaultValue: {},
    getInitialValueInEffect: false,
  });
  const stored = layouts[view];
  const layout: ColumnLayout = { shown: stored?.shown ?? [...defaults], widths: stored?.widths ?? {} };
  const change = (change: Partial<ColumnLayout>) =>
    setLayouts({ ...layouts, [view]: { ...layout, ...change } });
  const ids = layout.shown.join(" ");
  return {
    // The same array until another column is shown: rows render again with another one.
    columns: useMemo(() => columnsOf(columns, ids.split(" ")), [columns, ids]),
    shown: layout.shown,
    widths: layout.widths,
    setShown: (shown: string[]) => change({ shown }),
    /** Without a width, the column has its own again. */
    resize: (id: string, width: number | undefined) => {
      const { [id]: _, ...others } = layout.widths;
      change({ widths: width === undefined ? others : { ...others, [id]: clampWidth(width) } });
    },
  };
}
