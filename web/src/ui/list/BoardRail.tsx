import { useDroppable } from "@dnd-kit/core";
import { Box, Text, UnstyledButton } from "@mantine/core";
import { IconChevronsLeft } from "@tabler/icons-react";
import { useWords } from "../../words";
import classes from "./Board.module.css";

interface Props {
  id: string;
  name: string;
  /** A colour of the theme. */
  color: string;
  /** How many cards the column has; `undefined` until that is known. */
  total: string | undefined;
  open: () => void;
  /** The column was open, and the rail takes its focus. */
  hasFocus: boolean;
  columnProps?: { [data: `data-${string}`]: string };
}

/** A narrow column whose cards are not shown. Cards can be dropped on it. */
export function BoardRail({ id, name, color, total, open, hasFocus, columnProps }: Props) {
  const t = useWords();
  const { setNodeRef, isOver } = useDroppable({ id });
  return (
    <Box
      ref={setNodeRef}
      component="section"
      aria-label={name}
      className={classes.rail}
      data-over={isOver || undefined}
      {...columnProps}
      style={{ "--column-color": color }}
    >
      <UnstyledButton
        className={classes.railButton}
        autoFocus={hasFocus}
        aria-label={t("board.expand", { name })}
        onClick={open}
      >
        <IconChevronsLeft size={15} aria-hidden />
        <span className={classes.dot} aria-hidden />
        <span className={classes.railName}>{name}</span>
        <Text span size="xs" c="dimmed" className="number" data-count>
          {total}
        </Text>
      </UnstyledButton>
    </Box>
  );
}
