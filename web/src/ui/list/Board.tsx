import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Box } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useWords } from "../../words";
import classes from "./Board.module.css";
import { BoardCardOverlay } from "./BoardCard";

interface Props<Row, Column extends string> {
  label: string;
  columns: readonly Column[];
  columnName: (column: Column) => string;
  /** The column that a card belongs to. */
  columnOf: (row: Row) => Column;
  /** Called when a card was dropped on another column. */
  onMove: (row: Row, to: Column) => void;
  renderColumn: (column: Column, isDragging: boolean) => ReactNode;
  renderCard: (row: Row) => ReactNode;
}

/** Columns of cards, which are dragged by pointer or keyboard. Screen readers hear where a card is. */
export function Board<Row, Column extends string>({
  label,
  columns,
  columnName,
  columnOf,
  onMove,
  renderColumn,
  renderCard,
}: Props<Row, Column>) {
  const t = useWords();
  const [dragged, setDragged] = useState<Row | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor),
  );
  const drop = ({ active, over }: DragEndEvent) => {
    const row = active.data.current?.row as Row | undefined;
    const to = over?.id as Column | undefined;
    setDragged(null);
    if (row && to && to !== columnOf(row)) onMove(row, to);
  };
  const announce = (word: "board.over" | "board.dropped") => (event: { over: { id: unknown } | null }) =>
    t(word, { stage: event.over ? columnName(event.over.id as Column) : "" });
  const announcements = {
    onDragStart: () => t("board.lifted"),
    onDragOver: announce("board.over"),
    onDragEnd: announce("board.dropped"),
    onDragCancel: () => t("board.cancelled"),
  };
  return (
    <DndContext
      sensors={sensors}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("board.instructions") } }}
      onDragStart={({ active }) => setDragged(active.data.current?.row as Row)}
      onDragEnd={drop}
      onDragCancel={() => setDragged(null)}
    >
      <Box className={classes.board} role="group" aria-label={label} tabIndex={0}>
        {columns.map((column) => renderColumn(column, dragged !== null))}
      </Box>
      <DragOverlay dropAnimation={null}>
        {dragged && <BoardCardOverlay>{renderCard(dragged)}</BoardCardOverlay>}
      </DragOverlay>
    </DndContext>
  );
}
