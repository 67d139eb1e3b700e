import type { ReactNode } from "react";
import type { Word } from "../../words";

/** A column of a table. */
export interface Column<Row> {
  id: string;
  word: Word;
  /** The header is read aloud and not shown. */
  isHeaderHidden?: boolean;
  align?: "end";
  cell: (row: Row) => ReactNode;
}

/** A column of a table that only renders the rows in sight. */
export interface VirtualColumn<Row> extends Column<Row> {
  /** In pixels; the least of it, if the column grows. */
  width: number;
  /** Its share of the room that is left. */
  grow?: number;
  /** The order that the first click on the header asks for, `name` or `-createdAt`. The second click reverses it. */
  sort?: string;
}

export function reversed(sort: string): string {
  return sort.startsWith("-") ? sort.slice(1) : `-${sort}`;
}
