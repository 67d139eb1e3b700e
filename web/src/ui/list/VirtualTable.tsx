import { useMediaQuery } from "@mantine/hooks";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
} from "react";
import type { Versioned } from "../../live/list";
import { useRowFocus } from "../keyboard/useRowFocus";
import { type ColumnLayout, gridOf } from "./columnLayout";
import { TableHead } from "./TableHead";
import { CardRow, type RowProps, TableRow } from "./TableRows";
import { useResizing } from "./useResizing";
import type { Selection } from "./useSelection";
import classes from "./VirtualTable.module.css";

/** What rows are made of must stay the same between renders: a row is rendered again only when something of its own changes. */
interface Props<Row> extends Pick<RowProps<Row>, "columns" | "card" | "rowProps" | "rowName"> {
  label: string;
  rows: readonly Row[];
  isGone: (row: Row) => boolean;
  sort?: string;
  onSort?: (sort: string) => void;
  selection?: Selection;
  /** The widths that the user has chosen, and where a new one is reported; `undefined` resets it. */
  widths: ColumnLayout["widths"];
  onResize: (id: string, width: number | undefined) => void;
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
const CARD_HEIGHT = 64;

/** How many rows before the end the next page is read. */
const PREFETCH_ROWS = 25;

/** A table of any number of rows, of which only those in sight are rendered. On a phone each row is a card. */
export function VirtualTable<Row extends Versioned>(props: Props<Row>) {
  const { label, rows, columns, isGone, sort, onSort, selection, hasNextPage, onEnd, corner } = props;
  const { card, rowProps, rowName, rowCommands, widths, onResize } = props;
  const isWide = useMediaQuery("(min-width: 48em)", true, { getInitialValueInEffect: false });
  const focus = useRowFocus<HTMLDivElement>(useMemo(() => rows.map(({ id }) => id), [rows]));
  const box = focus.listProps.ref;
  const rowHeight = isWide ? ROW_HEIGHT : CARD_HEIGHT;
  const { visible, height, lastIndex } = useVisibleRows(box, rows, rowHeight, focus.index);
  const resizing = useResizing(widths, onResize);
  const toggle = useRef(selection?.toggle);
  toggle.current = selection?.toggle;
  const onToggle = useCallback((id: string) => toggle.current?.(id), []);
  useEffect(() => {
    if (hasNextPage && lastIndex >= rows.length - PREFETCH_ROWS) onEnd();
  });
  const { grid, minWidth } = gridOf(columns, resizing.widths, selection !== undefined);
  const Row = isWide ? TableRow : CardRow;
  const table = (
    <div
      {...focus.listProps}
      className={classes.box}
      role="grid"
      aria-multiselectable={selection !== undefined || undefined}
      // The header is a row, too. A card has none.
      aria-rowcount={hasNextPage ? -1 : rows.length + (isWide ? 1 : 0)}
      aria-label={label}
      tabIndex={0}
      style={{ "--grid": grid, "--table-width": isWide ? `${minWidth}px` : undefined } as CSSProperties}
    >
      {isWide && (
        <TableHead
          columns={columns}
          sort={sort}
          onSort={onSort}
          selection={selection}
          loaded={rows.length}
          corner={corner}
          resizing={resizing}
        />
      )}
      <div role="rowgroup" className={classes.body} style={{ height }}>
        {visible.map(({ index, start, size }) => {
          const row = rows[index];
          return (
            row && (
              <Row
                key={row.id}
                row={row}
                index={index}
                isGone={isGone(row)}
                isSelected={selection?.has(row.id)}
                isCurrent={row.id === focus.id}
                onToggle={onToggle}
                columns={columns}
                start={start}
                height={size}
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
 * The rows to render with their places, the index of the last one in sight, and the height of all. The current row is
 * rendered wherever it is: it has the focus, or takes it and is scrolled into view.
 */
function useVisibleRows(
  box: RefObject<HTMLElement | null>,
  rows: readonly Versioned[],
  rowHeight: number,
  current: number,
) {
  // With another function, the virtualizer measures all rows again.
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    getItemKey,
    rangeExtractor: useCallback((range: Range) => withCurrent(range, current), [current]),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: cards are higher than rows
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const visible = virtual.getVirtualItems();
  return { visible, height: virtual.getTotalSize(), lastIndex: virtual.range?.endIndex ?? 0 };
}

function withCurrent(range: Range, current: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (current < 0 || current >= range.count || indexes.includes(current)) return indexes;
  return [...indexes, current].sort((a, b) => a - b);
}
