import { useState } from "react";

/** Rows selected one by one, or everything that matches the filter except some rows. */
type Selected = { all: false; ids: ReadonlySet<string> } | { all: true; except: ReadonlySet<string> };

/** A selection as a request names it. */
type SelectionBody<Filter> = { ids: string[] } | { filter: Omit<Filter, "sort"> & { except: string[] } };

export interface Selection<Filter = unknown> {
  /** Everything that matches the filter is selected, loaded or not. */
  all: boolean;
  /** And no row of it was deselected. */
  isEverything: boolean;
  count: number;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  selectAll: () => void;
  clear: () => void;
  body: SelectionBody<Filter>;
}

const NONE: Selected = { all: false, ids: new Set() };

/** The selection of a list. It ends when the list becomes another one, by its filter, search or order. */
export function useSelection<Filter extends { sort?: string }>(
  filter: Filter,
  rows: readonly { id: string }[],
  total: number,
): Selection<Filter> {
  const list = JSON.stringify(filter);
  const [stored, setStored] = useState({ list, selected: NONE });
  const selected = stored.list === list ? stored.selected : NONE;
  const set = (selected: Selected) => setStored({ list, selected });
  const has = (id: string) => (selected.all ? !selected.except.has(id) : selected.ids.has(id));
  // A row that has left the list is out of sight: it is not acted on.
  const ids = selected.all ? null : rows.filter(({ id }) => has(id)).map(({ id }) => id);
  const { sort: _, ...criteria } = filter;
  return {
    all: selected.all,
    isEverything: selected.all && selected.except.size === 0,
    count: selected.all ? Math.max(0, total - selected.except.size) : (ids?.length ?? 0),
    has,
    toggle: (id) =>
      set(
        selected.all
          ? { all: true, except: toggled(selected.except, id) }
          : { all: false, ids: toggled(selected.ids, id) },
      ),
    selectAll: () => set({ all: true, except: new Set() }),
    clear: () => set(NONE),
    body: selected.all ? { filter: { ...criteria, except: [...selected.except] } } : { ids: ids ?? [] },
  };
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
