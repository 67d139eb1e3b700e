import { useDroppable } from "@dnd-kit/core";
import { ActionIcon, Box, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconChevronsRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Versioned } from "../../live/list";
import { rows } from "../../live/list";
import { useWords } from "../../words";
import { Skeletons } from "../states";
import classes from "./Board.module.css";
import { type ListQuery, LoadedList } from "./LoadedList";
import { LoadMore } from "./LoadMore";
import { NewRowsButton } from "./NewRowsButton";
import { useHeldRows } from "./useHeldRows";

interface Props<Row> {
  id: string;
  name: string;
  /** A colour of the theme. */
  color: string;
  /** How many cards the column has, loaded or not; `undefined` until that is known. */
  total: string | undefined;
  /** What the cards add up to. */
  sum: string;
  query: ListQuery<Row>;
  /** Says that the column has no cards. */
  empty?: string;
  /** Identifies the list: cards are not held across another filter. */
  list: string;
  isDragging: boolean;
  /** The cards that this user moved here. */
  moved: ReadonlySet<string>;
  columnProps?: { [data: `data-${string}`]: string };
  /** Makes a rail of the column. */
  close?: () => void;
  /** The column was a rail, and takes its focus. */
  hasFocus?: boolean;
  renderCard: (row: Row, isGone: boolean) => ReactNode;
}

/** A column of a board. Its cards do not move under the pointer or while one is dragged. */
export function BoardColumn<Row extends Versioned>(props: Props<Row>) {
  const t = useWords();
  const { id, name, color, query, empty, list, isDragging, moved, columnProps, renderCard } = props;
  const { setNodeRef, isOver } = useDroppable({ id });
  const held = useHeldRows(rows(query.data), list, { isFrozen: isDragging, own: moved });
  return (
    <Box
      ref={setNodeRef}
      component="section"
      aria-label={name}
      className={classes.column}
      data-over={isOver || undefined}
      {...columnProps}
      style={{ "--column-color": color }}
    >
      <ColumnHead {...props} />
      <Stack gap={6} className={classes.cards} {...held.handlers}>
        <NewRowsButton count={held.newCount} show={held.release} isNarrow />
        <LoadedList
          query={query}
          rows={held.rows}
          skeleton={<Skeletons rows={3} height={64} />}
          empty={
            <Text size="xs" c="dimmed" ta="center" py="md">
              {empty ?? t("board.noCards")}
            </Text>
          }
        >
          {(cards) => cards.map((row) => renderCard(row, held.isGone(row)))}
        </LoadedList>
        <LoadMore list={query} size="xs" />
      </Stack>
    </Box>
  );
}

type HeadProps = Pick<Props<Versioned>, "name" | "total" | "sum" | "close" | "hasFocus">;

function ColumnHead({ name, total, sum, close, hasFocus }: HeadProps) {
  const t = useWords();
  return (
    <Box className={classes.head}>
      <Group gap={6} wrap="nowrap">
        <span className={classes.dot} aria-hidden />
        <Title order={2} fz="sm" fw={500} className={classes.name} title={name}>
          {name}
        </Title>
        <Text size="xs" c="dimmed" className="number" data-count>
          {total ?? <Skeleton w={18} h={12} />}
        </Text>
        {close && (
          <ActionIcon
            size={24}
            ml="auto"
            autoFocus={hasFocus}
            aria-label={t("board.collapse", { name })}
            onClick={close}
          >
            <IconChevronsRight size={15} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      <Text size="xs" c="dimmed" className={`number ${classes.sum}`} truncate title={sum}>
        {sum}
      </Text>
    </Box>
  );
}
