/** From how many similar entries on a feed shows one line for them. */
export const MIN_GROUP = 3;

/** Entries of a feed that follow each other and are alike. `key`: the id of the first. */
export interface EntryGroup<Row> {
  key: string;
  rows: readonly [Row, ...Row[]];
}

/**
 * Joins neighbouring rows of the same kind, `undefined` for rows that stand alone. Shorter runs than `MIN_GROUP` remain
 * rows of their own.
 */
export function grouped<Row extends { id: string }>(
  rows: readonly Row[],
  kindOf: (row: Row) => string | undefined,
): EntryGroup<Row>[] {
  const runs: { kind: string | undefined; rows: [Row, ...Row[]] }[] = [];
  for (const row of rows) {
    const kind = kindOf(row);
    const last = runs.at(-1);
    if (last && kind !== undefined && last.kind === kind) last.rows.push(row);
    else runs.push({ kind, rows: [row] });
  }
  return runs.flatMap(({ rows }) =>
    rows.length < MIN_GROUP
      ? rows.map((row): EntryGroup<Row> => ({ key: row.id, rows: [row] }))
      : [{ key: rows[0].id, rows }],
  );
}
