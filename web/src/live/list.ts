import type { InfiniteData } from "@tanstack/react-query";

/** A page of a list as it was read. */
export interface ListPage<Row> {
  rows: Row[];
  next: string | null;
}

/** The pages of a list that have been read. */
export type List<Row> = InfiniteData<ListPage<Row>, unknown>;

export interface Versioned {
  id: string;
  version: number;
}

/** The order of a list. */
export interface SortOrder<Row> {
  by: keyof Row;
  descending: boolean;
}

/** Which rows a list has, and in which order: what the server was asked for. */
export interface ListRule<Row> extends SortOrder<Row> {
  matches: (row: Row) => boolean;
  /** The row alone does not say whether it belongs: rows that the server has listed are updated, none is added. */
  isPartial?: boolean;
}

export function rows<Row>(list: List<Row> | undefined): Row[] {
  return list?.pages.flatMap((page) => page.rows) ?? [];
}

/**
 * Whether the last row that was read has left while there is more to read. A row between it and the next page would be in
 * neither, so the list must be read again.
 */
export function hasLostLastRow<Row extends Versioned>(before: List<Row>, after: List<Row>): boolean {
  const [previous, current] = [rows(before), rows(after)];
  const isShorter = current.length < previous.length && current.at(-1)?.id !== previous.at(-1)?.id;
  return after.pages.at(-1)?.next != null && isShorter;
}

/** Parses `name` or `-createdAt`: a field, and whether the order is descending. */
export function sortOrder<Row>(sort: string): SortOrder<Row> {
  const descending = sort.startsWith("-");
  return { by: (descending ? sort.slice(1) : sort) as keyof Row, descending };
}

/** Whether `a` comes before `b`. Equal values are ordered by id, as on the server. */
function precedes<Row extends Versioned>(a: Row, b: Row, order: SortOrder<Row>): boolean {
  const [left, right] = a[order.by] === b[order.by] ? [a.id, b.id] : [a[order.by], b[order.by]];
  return order.descending ? left > right : left < right;
}

/**
 * The list after one row changed: updated in place, inserted, moved or removed. A row that belongs beyond the pages that
 * have been read is left to the next page. A row that is not newer than the listed one changes nothing.
 */
export function placeRow<Row extends Versioned>(list: List<Row>, row: Row, rule: ListRule<Row>): List<Row> {
  const listed = rows(list).find((other) => other.id === row.id);
  if (!listed && rule.isPartial) return list;
  if (listed && listed.version >= row.version) return list;
  if (!rule.matches(row)) return listed ? removeRow(list, row.id) : list;
  if (listed && listed[rule.by] === row[rule.by])
    return mapRows(list, (old) => (old.id === row.id ? row : old));
  return insertRow(listed ? removeRow(list, row.id) : list, row, rule);
}

function insertRow<Row extends Versioned>(list: List<Row>, row: Row, order: SortOrder<Row>): List<Row> {
  const last = list.pages.length - 1;
  const at = list.pages.findIndex((page, index) => {
    const end = page.rows.at(-1);
    return (index === last && page.next === null) || (end !== undefined && precedes(row, end, order));
  });
  if (at < 0) return list;
  const pages = list.pages.map((page, index) => {
    if (index !== at) return page;
    const before = page.rows.filter((other) => precedes(other, row, order));
    return { ...page, rows: [...before, row, ...page.rows.slice(before.length)] };
  });
  return { ...list, pages };
}

function removeRow<Row extends Versioned>(list: List<Row>, id: string): List<Row> {
  return filterRows(list, (row) => row.id !== id);
}

/** The list with the rows that pass the test; the same object when all do. */
export function filterRows<Row extends Versioned>(list: List<Row>, test: (row: Row) => boolean): List<Row> {
  if (rows(list).every(test)) return list;
  return { ...list, pages: list.pages.map((page) => ({ ...page, rows: page.rows.filter(test) })) };
}

/** The list with each row changed; the same object when no row changes. */
export function mapRows<Row extends Versioned>(list: List<Row>, change: (row: Row) => Row): List<Row> {
  if (rows(list).every((row) => change(row) === row)) return list;
  return { ...list, pages: list.pages.map((page) => ({ ...page, rows: page.rows.map(change) })) };
}
