import { readLocalStorageValue, useLocalStorage } from "@mantine/hooks";
import { useState } from "react";
import type { totalQuery } from "../../api/paging";
import type { Me } from "../../employees/noun";
import { useMe } from "../../session/me";
import { useWords } from "../../words";
import { undoable } from "../notify";
import { useForgetLayout } from "./columnLayout";

/** A filter of a list, by name. */
export interface View<Filter> {
  /** Of a view that everybody has: its name depends on the language. */
  id?: string;
  name: string;
  filter: Filter;
}

/** A list whose filters can be saved as views. */
export interface ViewedList<Filter = object> {
  id: string;
  /** Reads a stored filter, which an earlier version of the app may have written. */
  parse: (stored: Record<string, unknown>) => Filter;
  /** The query of how many rows a view has. A method, so that lists of any filter can be kept together. */
  total(filter: Filter, me: Me): ReturnType<typeof totalQuery>;
}

/** Where this device stores the views of an employee. They outlive the sign-out: they hold filters and no data. */
function storageKey(list: string, me: Me): string {
  return list === "leads" ? `tandem.views.${me.id}` : `tandem.views.${me.id}.${list}`;
}

/** The employee's own views of a list. */
export function useStoredViews<Filter extends object>({
  id,
  parse,
}: Pick<ViewedList<Filter>, "id" | "parse">) {
  const t = useWords();
  const key = storageKey(id, useMe());
  const forgetLayout = useForgetLayout(id);
  const [stored, setStored] = useLocalStorage<View<object>[]>({ key, defaultValue: [] });
  return {
    views: stored.map(({ name, filter }): View<Filter> => ({ name, filter: parse({ ...filter }) })),
    save: (view: View<Filter>) => setStored([...stored.filter(({ name }) => name !== view.name), view]),
    remove: (view: View<Filter>) => {
      const { name } = view;
      const removed = stored.filter((view) => view.name === name);
      setStored(stored.filter((view) => view.name !== name));
      // Views may have been saved since, also by another page.
      const read = () => readLocalStorageValue<View<object>[]>({ key, defaultValue: [] });
      const restore = () => {
        const now = read();
        setStored([...now, ...removed.filter((view) => now.every((other) => other.name !== view.name))]);
      };
      const forget = () => {
        if (read().every((other) => other.name !== name)) forgetLayout(viewId(view));
      };
      undoable(t("list.viewDeleted", { name }), forget, restore);
    },
  };
}

/** What identifies a view on this device. */
function viewId({ id, name }: View<object>): string {
  return id ?? `own:${name}`;
}

/** Whether two filters ask for the same rows in the same order. */
export function isSameFilter(a: object, b: object): boolean {
  const criteria = (filter: object) =>
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort();
  return JSON.stringify(criteria(a)) === JSON.stringify(criteria(b));
}

/**
 * The id of the view that is shown. A filter that is no view belongs to the one from which it was reached, so that a search
 * within a view keeps its columns.
 */
export function useCurrentView<Filter extends object>(
  views: readonly View<Filter>[],
  filter: Filter,
): string {
  const match = views.find((view) => isSameFilter(view.filter, filter));
  const [last, setLast] = useState("all");
  const current = match ? viewId(match) : last;
  if (current !== last) setLast(current);
  return current;
}
