import {
  hashKey,
  type Query,
  type QueryClient,
  type QueryFilters,
  type QueryKey,
} from "@tanstack/react-query";
import type { Me } from "../employees/noun";
import {
  filterRows,
  hasLostLastRow,
  type List,
  type ListRule,
  mapRows,
  placeRow,
  rows,
  type SortOrder,
  type Versioned,
} from "./list";

/** The query cache by what can happen to a record of any noun. */
export class Cache {
  /** `only`: the one query that is changed; without it, every query is. */
  constructor(
    readonly client: QueryClient,
    readonly me: Me,
    private readonly only?: Query,
  ) {}

  /** Updates a record that has been read by itself; a removed one may come back. */
  updateRecord<Row extends Versioned>(key: QueryKey, row: Row): void {
    this.set<Row | null>(key, (old) => {
      if (old === undefined || (old !== null && old.version >= row.version)) return old;
      return row;
    });
  }

  /** As `updateRecord`, and keeps a record that nobody has read. */
  storeRecord<Row extends Versioned>(key: QueryKey, row: Row): void {
    this.set<Row>(key, (old) => (old && old.version >= row.version ? old : row));
  }

  /** Changes every record of a family that has been read by itself. */
  patchRecords<Row>(family: QueryKey, change: (row: Row) => Row): void {
    this.client.setQueriesData<Row>(this.under(family), (row) => row && change(row));
  }

  /** Marks a record that has been read by itself as removed. */
  removeRecord(key: QueryKey): void {
    if (this.client.getQueryState(key)) this.set(key, () => null);
  }

  /** Places a row in every list of a family, by the rule for its filter, which is the last part of its key. */
  place<Row extends Versioned>(family: QueryKey, row: Row, rule: (filter: unknown) => ListRule<Row>): void {
    this.updateLists<Row>(family, (list, filter) => placeRow(list, row, rule(filter)));
  }

  /** Places a row in a list that is read as a whole. */
  placeInWhole<Row extends Versioned>(key: QueryKey, row: Row, order: SortOrder<Row>): void {
    this.set<Row[]>(key, (all) => {
      if (!all) return all;
      const list: List<Row> = { pages: [{ rows: all, next: null }], pageParams: ["start"] };
      return placeRow(list, row, { ...order, matches: () => true }).pages[0]?.rows;
    });
  }

  /** Appends a row that never changes to a list that is read as a whole. */
  append<Row extends { id: string }>(key: QueryKey, row: Row): void {
    if (this.client.getQueryData<Row[]>(key) === undefined) {
      this.markStale(key);
      return;
    }
    this.set<Row[]>(key, (all) => (all && !all.some(({ id }) => id === row.id) ? [...all, row] : all));
  }

  remove<Row extends Versioned>(family: QueryKey, which: (row: Row) => boolean): void {
    this.updateLists<Row>(family, (list) => filterRows(list, (row) => !which(row)));
  }

  patch<Row extends Versioned>(family: QueryKey, change: (row: Row) => Row): void {
    this.updateLists<Row>(family, (list) => mapRows(list, change));
  }

  /** A row of any list of a family. */
  find<Row extends Versioned>(family: QueryKey, id: string): Row | undefined {
    return findInLists<Row>(this.client, family, id);
  }

  /** For data that an event announces but does not carry: read again where it shows, dropped where it does not. */
  markStale(key: QueryKey): void {
    this.client.removeQueries({ ...this.under(key), type: "inactive" });
    void this.client.invalidateQueries(this.under(key));
  }

  /** Lists with certain filters are read again. */
  markListsStale(family: QueryKey, which: (filter: unknown) => boolean): void {
    void this.client.invalidateQueries(this.under(family, ({ queryKey }) => which(queryKey.at(-1))));
  }

  /** Everything is read again where it shows. */
  markAllStale(): void {
    void this.client.invalidateQueries(this.under([]));
  }

  /** Drops everything under a key. */
  drop(key: QueryKey): void {
    this.client.removeQueries(this.under(key));
  }

  /**
   * Sets every list of a family that a change affects. One that loses its last row before its end is read again: the rows
   * that would follow are not known. The others are not set, which would clear such a mark.
   */
  private updateLists<Row extends Versioned>(
    family: QueryKey,
    change: (list: List<Row>, filter: unknown) => List<Row>,
  ): void {
    for (const [key, list] of this.client.getQueriesData<List<Row>>(this.under(family))) {
      const changed = list && change(list, key.at(-1));
      if (!changed || changed === list) continue;
      this.client.setQueryData(key, changed);
      if (hasLostLastRow(list, changed)) void this.client.invalidateQueries({ queryKey: key, exact: true });
    }
  }

  private set<Data>(key: QueryKey, change: (old: Data | undefined) => Data | undefined): void {
    if (!this.only || this.only.queryHash === hashKey(key)) this.client.setQueryData<Data>(key, change);
  }

  /** The queries under a key that are changed. */
  private under(queryKey: QueryKey, which: (query: Query) => boolean = () => true): QueryFilters {
    const { only } = this;
    return { queryKey, predicate: (query) => (!only || query === only) && which(query) };
  }
}

/**
 * The version of a change that the server has not confirmed: above the current one, below the next one. A rollback takes
 * the next optimistic version.
 */
export function optimisticVersion(version: number): number {
  return (version + Math.floor(version) + 1) / 2;
}

/** A row of any list of a family, to show a record before it is read by itself. */
export function findInLists<Row extends Versioned>(
  client: QueryClient,
  family: QueryKey,
  id: string,
): Row | undefined {
  for (const [, list] of client.getQueriesData<List<Row>>({ queryKey: family })) {
    const found = rows(list).find((row) => row.id === id);
    if (found) return found;
  }
  return undefined;
}
