import { useMediaQuery } from "@mantine/hooks";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, type RefObject, useCallback, useEffect, useMemo } from "react";
import type { Versioned } from "../../live/list";
import { useRowFocus } from "../keyboard/useRowFocus";
import { CardRow, type RowProps, TableHead, TableRow } from "./TableRows";
import type { Selection } from "./useSelection";
import classes from "./VirtualTable.module.css";

interface Props<Row> extends Pick<RowProps<Row>, "columns" | "card" | "rowProps" | "rowName"> {
  label: string;
  rows: readonly Row[];
  isGone: (row: Row) => boolean;
  sort: string;
  onSort: (sort: string) => void;
  selection: Selection;
  hasNextPage: boolean;
  /**
   * Called after every render in which the end of the loaded rows is in sight and there is a next page: the caller does
   * not request one that is being loaded or has failed.
   */
  onEnd: () => void;
  /** Shown after the last header. */
  corner?: ReactNode;
  /** Sets the commands of the row that the keyboard is at, and has their dialogs. */
  rowCommands?: (row: Row | undefined) => ReactNode;
}

/** Heights in pixels. Rows that hold what a finger must hit are higher. */
const ROW_HEIGHT = 36;
const CARD_HEIGHT = 74;

/** How many rows before the end the next page is read. */
const PREFETCH_ROWS = 15;

/** A table of any number of rows, of which only those in sight are rendered. On a phone each row is a card. */
export function VirtualTable<Row extends Versioned>(props: Props<Row>) {
  const { label, rows, columns, isGone, sort, onSort, selection, hasNextPage, onEnd, corner } = props;
  const { card, rowProps, rowName, rowCommands } = props;
  const isWide = useMediaQuery("(min-width: 48em)", true);
  const focus = useRowFocus<HTMLDivElement>(useMemo(() => rows.map(({ id }) => id), [rows]));
  const box = focus.listProps.ref;
  const rowHeight = isWide ? ROW_HEIGHT : CARD_HEIGHT;
  const { visible, height, lastIndex } = useVisibleRows(box, rows, rowHeight, focus.index);
  useEffect(() => {
    if (hasNextPage && lastIndex >= rows.length - PREFETCH_ROWS) onEnd();
  });
  const Row = isWide ? TableRow : CardRow;
  const table = (
    <div
      {...focus.listProps}
      className={`panel ${classes.box}`}
      role="grid"
      aria-multiselectable
      // The header is a row, too. A card has none.
      aria-rowcount={hasNextPage ? -1 : rows.length + (isWide ? 1 : 0)}
      aria-label={label}
      tabIndex={0}
      style={{ "--grid": `40px ${columns.map(({ width }) => width).join(" ")} 40px` } as CSSProperties}
    >
      {isWide && (
        <TableHead
          columns={columns}
          sort={sort}
          onSort={onSort}
          selection={selection}
          loaded={rows.length}
          corner={corner}
        />
      )}
      <div role="rowgroup" style={{ height, position: "relative" }}>
        {visible.map(({ index, start, size }) => {
          const row = rows[index];
          return (
            row && (
              <Row
                key={row.id}
                row={row}
                index={index}
                isGone={isGone(row)}
                isSelected={selection.has(row.id)}
                isCurrent={row.id === focus.id}
                onToggle={selection.toggle}
                columns={columns}
                style={{ height: size, transform: `translateY(${start}px)` }}
                card={card}
                rowProps={rowProps}
                rowName={rowName}
              />
            )
          );
        })}
      </div>
    </div>
  );
  return (
    <>
      {table}
      {rowCommands?.(rows[focus.index])}
    </>
  );
}

/**
 * The rows in sight with their places, the index of the last one, and the height of all. The current row is among them
 * wherever it is: it has the focus, or takes it and is scrolled into view.
 */
function useVisibleRows(
  box: RefObject<HTMLElement | null>,
  rows: readonly Versioned[],
  rowHeight: number,
  current: number,
) {
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
    rangeExtractor: useCallback((range: Range) => withCurrent(range, current), [current]),
  });
  const visible = virtual.getVirtualItems();
  return { visible, height: virtual.getTotalSize(), lastIndex: visible.at(-1)?.index ?? 0 };
}

function withCurrent(range: Range, current: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (current < 0 || current >= range.count || indexes.includes(current)) return indexes;
  return [...indexes, current].sort((a, b) => a - b);
}
