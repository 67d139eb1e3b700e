import { Box, Checkbox, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { CSSProperties, ReactNode } from "react";
import { useWords } from "../../words";
import { reversed, type VirtualColumn } from "./columns";
import type { Selection } from "./useSelection";
import classes from "./VirtualTable.module.css";

export interface RowProps<Row> {
  row: Row;
  index: number;
  /** It has left the list, and is shown until the pointer leaves. */
  isGone: boolean;
  isSelected: boolean;
  /** The keyboard is at it. */
  isCurrent: boolean;
  onToggle: (id: string) => void;
  columns: readonly VirtualColumn<Row>[];
  /** What the checkbox of a row calls it. */
  rowName: (row: Row) => string;
  rowProps?: (row: Row) => { [data: `data-${string}`]: string };
  /** The row as a card of two lines, for a phone. */
  card: (row: Row) => { main: ReactNode; aside: ReactNode };
  style: CSSProperties;
}

type CheckboxProps<Row> = Pick<RowProps<Row>, "row" | "rowName" | "isSelected" | "onToggle">;

function RowCheckbox<Row extends { id: string }>({ row, rowName, isSelected, onToggle }: CheckboxProps<Row>) {
  const t = useWords();
  return (
    <Checkbox
      size="xs"
      checked={isSelected}
      onChange={() => onToggle(row.id)}
      aria-label={t("list.select", { name: rowName(row) })}
    />
  );
}

function Cell({ children }: { children?: ReactNode }) {
  return (
    <div role="gridcell" style={{ minWidth: 0 }}>
      {children}
    </div>
  );
}

/** What makes an element a row of `useRowFocus`. */
function focusProps(id: string, isCurrent: boolean) {
  return { "data-row": id, "data-current": isCurrent || undefined, tabIndex: isCurrent ? 0 : -1 };
}

export function TableRow<Row extends { id: string }>(props: RowProps<Row>) {
  const { row, index, isGone, isSelected, isCurrent, columns, rowProps, style } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-gone={isGone || undefined}
      data-selected={isSelected || undefined}
      aria-selected={isSelected}
      {...focusProps(row.id, isCurrent)}
      style={style}
      {...rowProps?.(row)}
    >
      <Cell>
        <RowCheckbox {...props} />
      </Cell>
      {columns.map(({ id, cell }) => (
        <Cell key={id}>{cell(row)}</Cell>
      ))}
      <Cell />
    </div>
  );
}

export function CardRow<Row extends { id: string }>(props: RowProps<Row>) {
  const { row, index, isGone, isSelected, isCurrent, card, rowProps, style } = props;
  const { main, aside } = card(row);
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={classes.card}
      data-gone={isGone || undefined}
      aria-selected={isSelected}
      {...focusProps(row.id, isCurrent)}
      style={style}
      {...rowProps?.(row)}
    >
      <Cell>
        <RowCheckbox {...props} />
      </Cell>
      <Cell>{main}</Cell>
      <Cell>{aside}</Cell>
    </div>
  );
}

interface HeadProps {
  columns: readonly Pick<VirtualColumn<never>, "id" | "word" | "sort">[];
  sort: string;
  onSort: (sort: string) => void;
  selection: Selection;
  /** How many rows are loaded. */
  loaded: number;
  corner: ReactNode;
}

export function TableHead({ columns, sort, onSort, selection, loaded, corner }: HeadProps) {
  const t = useWords();
  const isAll = selection.count > 0 && (selection.isEverything || selection.count === loaded);
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        <div role="columnheader">
          <Checkbox
            size="xs"
            checked={isAll}
            indeterminate={selection.count > 0 && !isAll}
            onChange={(event) => (event.currentTarget.checked ? selection.selectAll() : selection.clear())}
            aria-label={t("list.selectAll")}
          />
        </div>
        {columns.map(({ id, word, sort: first }) => (
          <ColumnHeader key={id} label={t(word) as string} first={first} sort={sort} onSort={onSort} />
        ))}
        <div role="columnheader">{corner}</div>
      </div>
    </div>
  );
}

interface ColumnHeaderProps extends Pick<HeadProps, "sort" | "onSort"> {
  label: string;
  /** The order that the first click asks for. */
  first: string | undefined;
}

function ColumnHeader({ label, first, sort, onSort }: ColumnHeaderProps) {
  const text = (
    <Text span size="xs" fw={600} truncate>
      {label}
    </Text>
  );
  if (!first) {
    return (
      <div role="columnheader" style={{ minWidth: 0 }}>
        {text}
      </div>
    );
  }
  const isSorted = sort === first || sort === reversed(first);
  const direction = sort.startsWith("-") ? "descending" : "ascending";
  const Arrow = isSorted && direction === "ascending" ? IconArrowUp : IconArrowDown;
  return (
    <div role="columnheader" aria-sort={isSorted ? direction : "none"} style={{ minWidth: 0 }}>
      <UnstyledButton
        className={classes.sort}
        onClick={() => onSort(sort === first ? reversed(first) : first)}
      >
        {text}
        <Box component="span" opacity={isSorted ? 1 : 0} display="inline-flex">
          <Arrow size={13} aria-hidden />
        </Box>
      </UnstyledButton>
    </div>
  );
}
