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
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { board } from "../api/reads";
import { type Contact, type ContactFilter, STAGES, type Stage } from "../api/records";
import { useStageMove } from "../stages/useStageMove";
import { useWords } from "../words";
import classes from "./Board.module.css";
import { CardFace } from "./BoardCard";
import { BoardColumn } from "./BoardColumn";

/** The leads by stage. A card is dragged, or moved by its menu; a step that the rules do not allow says why. */
export function Board({ filter }: { filter: ContactFilter }) {
  const t = useWords();
  const { stage: _, sort: __, ...asked } = filter;
  const figures = useQuery(board(asked)).data;
  const { move: moveStage, dialog } = useStageMove();
  const [moved, setMoved] = useState<ReadonlySet<string>>(new Set());
  const move = (contact: Contact, to: Stage) => {
    setMoved(new Set([...moved, contact.id]));
    moveStage(contact, to);
  };
  const [dragged, setDragged] = useState<Contact | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(KeyboardSensor),
  );
  const drop = ({ active, over }: DragEndEvent) => {
    const contact = active.data.current?.contact as Contact | undefined;
    const to = over?.id as Stage | undefined;
    setDragged(null);
    if (contact && to && to !== contact.stage) move(contact, to);
  };
  const name = (id: string | number | undefined) => (id ? t(`stage.${id as Stage}`) : "");
  const announcements = {
    onDragStart: () => t("board.lifted"),
    onDragOver: ({ over }: { over: { id: string | number } | null }) =>
      t("board.over", { stage: name(over?.id) }),
    onDragEnd: ({ over }: { over: { id: string | number } | null }) =>
      t("board.dropped", { stage: name(over?.id) }),
    onDragCancel: () => t("board.cancelled"),
  };
  return (
    <DndContext
      sensors={sensors}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("board.how") } }}
      onDragStart={({ active }) => setDragged(active.data.current?.contact as Contact)}
      onDragEnd={drop}
      onDragCancel={() => setDragged(null)}
    >
      <Box className={classes.board} role="group" aria-label={t("leads.board")} tabIndex={0}>
        {STAGES.map((stage) => (
          <BoardColumn
            key={stage}
            stage={stage}
            filter={{ ...asked, stage, sort: "-updatedAt" }}
            figures={figures?.find((column) => column.stage === stage)}
            isDragging={dragged !== null}
            moved={moved}
            move={move}
          />
        ))}
      </Box>
      <DragOverlay dropAnimation={null}>{dragged && <CardFace contact={dragged} isLifted />}</DragOverlay>
      {dialog}
    </DndContext>
  );
}
