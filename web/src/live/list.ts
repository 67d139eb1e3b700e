import type { InfiniteData } from "@tanstack/react-query";

/** A part of a list, as it was read, and the event number of that read. */
export interface Part<Row> {
  rows: Row[];
  next: string | null;
  seq: number;
}

/** A list as far as it has been read. */
export type List<Row> = InfiniteData<Part<Row>, unknown>;

export interface Kept {
  id: string;
  version: number;
}

/** Which rows a list has, and in which order: what the server was asked for. */
export interface Rule<Row> {
  fits: (row: Row) => boolean;
  /** The row alone does not say whether it belongs: only what the server has listed is kept true. */
  isPartial?: boolean;
  by: keyof Row;
  descending: boolean;
}

export function rows<Row>(list: List<Row> | undefined): Row[] {
  return list?.pages.flatMap((part) => part.rows) ?? [];
}

/**
 * Whether the last row that was read has left while there is more to read. What comes between it and the next part
 * would stand in neither, so the server must be asked again.
 */
export function hasLostItsEnd<Row extends Kept>(before: List<Row>, after: List<Row>): boolean {
  const [were, are] = [rows(before), rows(after)];
  return after.pages.at(-1)?.next != null && are.length < were.length && are.at(-1)?.id !== were.at(-1)?.id;
}

/** `name`, `-createdAt`: a field, and whether the greatest comes first. */
export function sorted<Row>(sort: string): Pick<Rule<Row>, "by" | "descending"> {
  const descending = sort.startsWith("-");
  return { by: (descending ? sort.slice(1) : sort) as keyof Row, descending };
}

/** Whether `a` stands before `b`. Equal values are told apart by their ids, as on the server. */
function precedes<Row extends Kept>(a: Row, b: Row, rule: Rule<Row>): boolean {
  const [left, right] = a[rule.by] === b[rule.by] ? [a.id, b.id] : [a[rule.by], b[rule.by]];
  return rule.descending ? left > right : left < right;
}

/**
 * The list after a change of one row: patched in place, inserted where it belongs, moved, or dropped. A row that would
 * stand beyond what has been read is left to the part that will be read. What is known already changes nothing.
 */
export function placed<Row extends Kept>(list: List<Row>, row: Row, rule: Rule<Row>): List<Row> {
  const known = rows(list).find((other) => other.id === row.id);
  if (!known && rule.isPartial) return list;
  if (known && known.version >= row.version) return list;
  if (!rule.fits(row)) return known ? without(list, row.id) : list;
  if (known && known[rule.by] === row[rule.by]) return mapped(list, (old) => (old.id === row.id ? row : old));
  return inserted(known ? without(list, row.id) : list, row, rule);
}

function inserted<Row extends Kept>(list: List<Row>, row: Row, rule: Rule<Row>): List<Row> {
  const last = list.pages.length - 1;
  const at = list.pages.findIndex((part, index) => {
    const end = part.rows.at(-1);
    return (index === last && part.next === null) || (end !== undefined && precedes(row, end, rule));
  });
  if (at < 0) return list;
  const pages = list.pages.map((part, index) => {
    if (index !== at) return part;
    const before = part.rows.filter((other) => precedes(other, row, rule));
    return { ...part, rows: [...before, row, ...part.rows.slice(before.length)] };
  });
  return { ...list, pages };
}

/** The list without a row; itself when it has none such. */
export function without<Row extends Kept>(list: List<Row>, id: string): List<Row> {
  return filtered(list, (row) => row.id !== id);
}

export function filtered<Row extends Kept>(list: List<Row>, keep: (row: Row) => boolean): List<Row> {
  if (rows(list).every(keep)) return list;
  return { ...list, pages: list.pages.map((part) => ({ ...part, rows: part.rows.filter(keep) })) };
}

/** The list with each row changed; itself when no row is another one by that. */
export function mapped<Row extends Kept>(list: List<Row>, change: (row: Row) => Row): List<Row> {
  if (rows(list).every((row) => change(row) === row)) return list;
  return { ...list, pages: list.pages.map((part) => ({ ...part, rows: part.rows.map(change) })) };
}
