import { useDraggable } from "@dnd-kit/core";
import { ActionIcon, Box, Menu } from "@mantine/core";
import { IconDotsVertical, IconGripVertical } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useWords } from "../../words";
import classes from "./Board.module.css";

interface Props<Row> {
  row: Row;
  name: string;
  /** It has left the column, and is shown until the pointer leaves. */
  isGone: boolean;
  rowProps?: { [data: `data-${string}`]: string };
  /** The items of its menu: every move must be possible without dragging. */
  menu: ReactNode;
  children: ReactNode;
}

export function BoardCard<Row extends { id: string }>(props: Props<Row>) {
  const { row, name, isGone, rowProps, menu, children } = props;
  const t = useWords();
  const drag = useDraggable({ id: row.id, data: { row } });
  return (
    <Box
      ref={drag.setNodeRef}
      className={classes.card}
      data-dragging={drag.isDragging || undefined}
      data-gone={isGone || undefined}
      {...rowProps}
    >
      <Box {...drag.listeners} onKeyDown={undefined}>
        {children}
      </Box>
      <Box className={classes.tools}>
        <ActionIcon
          ref={drag.setActivatorNodeRef}
          size="var(--board-tool)"
          className={classes.grip}
          {...drag.attributes}
          {...drag.listeners}
          aria-label={t("board.drag", { name })}
        >
          <IconGripVertical size={15} aria-hidden />
        </ActionIcon>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size="var(--board-tool)" aria-label={t("board.menu", { name })}>
              <IconDotsVertical size={15} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>{menu}</Menu.Dropdown>
        </Menu>
      </Box>
    </Box>
  );
}

/** The card that is being dragged. */
export function BoardCardOverlay({ children }: { children: ReactNode }) {
  return (
    <Box className={classes.card} data-lifted>
      {children}
    </Box>
  );
}
