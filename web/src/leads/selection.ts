import { useState } from "react";
import type { Contact, ContactFilter, LeadSelection } from "../api/records";

/** Leads picked one by one, or everything that matches the filter except those that were unticked. */
type Ticks = { all: false; ids: ReadonlySet<string> } | { all: true; except: ReadonlySet<string> };

export interface Selection {
  /** Everything that matches is selected, whether it has been loaded or not. */
  all: boolean;
  /** And nothing of it was unticked. */
  isEverything: boolean;
  count: number;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  selectAll: () => void;
  clear: () => void;
  /** As a request names it. */
  body: LeadSelection;
}

const NONE: Ticks = { all: false, ids: new Set() };

/** What is selected in a list. It ends when the list becomes another one: by its filter, search or order. */
export function useSelection(filter: ContactFilter, rows: readonly Contact[], total: number): Selection {
  const list = JSON.stringify(filter);
  const [held, setHeld] = useState({ list, ticks: NONE });
  const ticks = held.list === list ? held.ticks : NONE;
  const set = (ticks: Ticks) => setHeld({ list, ticks });
  const has = (id: string) => (ticks.all ? !ticks.except.has(id) : ticks.ids.has(id));
  // A lead that has left the list is not in sight: nothing is done to it.
  const ids = ticks.all ? null : rows.filter(({ id }) => has(id)).map(({ id }) => id);
  const { sort: _, ...asked } = filter;
  return {
    all: ticks.all,
    isEverything: ticks.all && ticks.except.size === 0,
    count: ticks.all ? Math.max(0, total - ticks.except.size) : (ids?.length ?? 0),
    has,
    toggle: (id) =>
      set(
        ticks.all
          ? { all: true, except: toggled(ticks.except, id) }
          : { all: false, ids: toggled(ticks.ids, id) },
      ),
    selectAll: () => set({ all: true, except: new Set() }),
    clear: () => set(NONE),
    body: ticks.all ? { filter: { ...asked, except: [...ticks.except] } } : { ids: ids ?? [] },
  };
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
