import { memo, type ReactNode } from "react";
import { useWords } from "../../words";
import type { VirtualColumn } from "./columns";
import { SelectBox } from "./SelectBox";
import classes from "./VirtualTable.module.css";

export interface RowProps<Row> {
  row: Row;
  index: number;
  /** It has left the list, and is shown until the pointer leaves. */
  isGone: boolean;
  /** `undefined` where rows cannot be selected. */
  isSelected: boolean | undefined;
  /** The keyboard is at it. */
  isCurrent: boolean;
  onToggle: (id: string) => void;
  columns: readonly VirtualColumn<Row>[];
  /** What the checkbox of a row calls it. */
  rowName: (row: Row) => string;
  rowProps?: (row: Row) => { [data: `data-${string}`]: string };
  /** The row as a card of two lines, for a phone. */
  card: (row: Row) => { main: ReactNode; aside: ReactNode };
  /** Where the row starts and how high it is, in pixels. */
  start: number;
  height: number;
}

type CheckboxProps<Row> = Pick<RowProps<Row>, "row" | "rowName" | "isSelected" | "onToggle">;

function RowCheckbox<Row extends { id: string }>({ row, rowName, isSelected, onToggle }: CheckboxProps<Row>) {
  const t = useWords();
  if (isSelected === undefined) return null;
  return (
    <div role="gridcell">
      <SelectBox
        label={t("list.select", { name: rowName(row) })}
        isChecked={isSelected}
        onChange={() => onToggle(row.id)}
      />
    </div>
  );
}

/** What both kinds of rows have in common: each is a row of `useRowFocus`. */
function frameOf<Row extends { id: string }>(props: RowProps<Row>) {
  const { row, isGone, isSelected, isCurrent, start, height, rowProps } = props;
  return {
    "data-row": row.id,
    "data-current": isCurrent || undefined,
    tabIndex: isCurrent ? 0 : -1,
    "aria-selected": isSelected,
    "data-gone": isGone || undefined,
    "data-selected": isSelected || undefined,
    style: { height, transform: `translateY(${start}px)` },
    ...rowProps?.(row),
  };
}

function PlainTableRow<Row extends { id: string }>(props: RowProps<Row>) {
  const { row, index, columns } = props;
  return (
    <div role="row" {...frameOf(props)} aria-rowindex={index + 2} className={classes.row}>
      <RowCheckbox {...props} />
      {columns.map(({ id, align, cell }) => (
        <div key={id} role="gridcell" className={classes.cell} data-align={align}>
          {cell(row)}
        </div>
      ))}
      <div role="gridcell" />
    </div>
  );
}

function PlainCardRow<Row extends { id: string }>(props: RowProps<Row>) {
  const { row, index, card } = props;
  const { main, aside } = card(row);
  return (
    <div role="row" {...frameOf(props)} aria-rowindex={index + 1} className={classes.card}>
      <RowCheckbox {...props} />
      <div role="gridcell" className={classes.cardMain}>
        {main}
      </div>
      <div role="gridcell" className={classes.cardAside}>
        {aside}
      </div>
    </div>
  );
}

/** Scrolling renders the table with every frame: rows that stay in sight are not rendered again. */
export const TableRow = memo(PlainTableRow) as typeof PlainTableRow;
export const CardRow = memo(PlainCardRow) as typeof PlainCardRow;
