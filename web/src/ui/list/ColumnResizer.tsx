import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useWords } from "../../words";
import { MAX_WIDTH, MIN_WIDTH } from "./columnLayout";
import type { VirtualColumn } from "./columns";
import type { Resizing } from "./useResizing";
import classes from "./VirtualTable.module.css";

interface Props {
  column: Pick<VirtualColumn<never>, "id" | "width">;
  label: string;
  resizing: Resizing;
}

/** How far an arrow key moves the edge of a column, in pixels. */
const STEP = 16;

/** The edge of a column, which is dragged or moved with the arrow keys. A double click or Home gives it its own width again. */
export function ColumnResizer({ column: { id, width }, label, resizing }: Props) {
  const t = useWords();
  const start = useRef<{ x: number; width: number } | null>(null);
  const widthAt = ({ clientX }: PointerEvent) =>
    start.current && start.current.width + clientX - start.current.x;
  const columnWidth = (handle: HTMLElement) => handle.parentElement?.offsetWidth ?? 0;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined && event.key !== "Home") return;
    event.preventDefault();
    resizing.end(id, by === undefined ? undefined : columnWidth(event.currentTarget) + by);
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t("list.columnWidth", { name: label })}
      aria-valuenow={resizing.widths[id] ?? width}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      tabIndex={0}
      className={classes.resizer}
      onKeyDown={onKeyDown}
      onDoubleClick={() => resizing.end(id, undefined)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: columnWidth(event.currentTarget) };
      }}
      onPointerMove={(event) => {
        const width = widthAt(event);
        if (width !== null) resizing.drag(id, width);
      }}
      onPointerUp={(event) => {
        const width = widthAt(event);
        const hasMoved = start.current?.x !== event.clientX;
        start.current = null;
        if (width !== null && hasMoved) resizing.end(id, width);
      }}
      onLostPointerCapture={() => {
        start.current = null;
      }}
    />
  );
}
