import { useDroppable } from "@dnd-kit/core";
import { Box, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { contacts } from "../api/reads";
import type { Column, Contact, ContactFilter, Stage } from "../api/records";
import { rows } from "../live/list";
import { STAGE_COLORS } from "../theme";
import { More } from "../ui/More";
import { NewPill } from "../ui/NewPill";
import { Bones, Problem } from "../ui/states";
import { useSteady } from "../ui/steady";
import { useWords } from "../words";
import { count, worth } from "../words/format";
import classes from "./Board.module.css";
import { BoardCard } from "./BoardCard";

interface Props {
  stage: Stage;
  filter: ContactFilter;
  figures: Column | undefined;
  /** A card is being dragged. */
  isDragging: boolean;
  /** The cards that were moved here on this board. */
  moved: ReadonlySet<string>;
  move: (contact: Contact, to: Stage) => void;
}

/** A stage: how many stand there, what is open with them, and who. Its cards hold still under the pointer. */
export function BoardColumn({ stage, filter, figures, isDragging, moved, move }: Props) {
  const t = useWords();
  const { setNodeRef, isOver } = useDroppable({ id: stage });
  const list = useInfiniteQuery(contacts(filter));
  const options = { isFrozen: isDragging, own: moved };
  const steady = useSteady(rows(list.data), JSON.stringify(filter), options);
  const cards = steady.rows;
  const sum = figures ? worth(figures.value) : "";
  return (
    <Box
      ref={setNodeRef}
      component="section"
      aria-label={t(`stage.${stage}`)}
      className={classes.column}
      data-over={isOver || undefined}
      data-stage={stage}
      style={{ "--hue": `var(--mantine-color-${STAGE_COLORS[stage]}-6)` }}
    >
      <Group className={classes.head} justify="space-between" wrap="nowrap" gap={6}>
        <Group gap={8} wrap="nowrap" miw={0}>
          <Title order={2} fz="sm" style={{ whiteSpace: "nowrap" }}>
            {t(`stage.${stage}`)}
          </Title>
          <Text size="sm" c="dimmed" className="number" data-count>
            {figures ? count(figures.count) : <Skeleton w={18} h={14} mt={3} />}
          </Text>
        </Group>
        <Text size="xs" fw={600} c="dimmed" className="number" truncate title={sum}>
          {sum}
        </Text>
      </Group>
      <Stack gap={8} className={classes.cards} {...steady.over}>
        <NewPill news={steady.news} show={steady.release} isNarrow />
        {list.isPending && <Bones rows={2} height={64} />}
        {list.isError && !list.data && <Problem error={list.error} retry={() => void list.refetch()} />}
        {cards.map((contact) => (
          <BoardCard key={contact.id} contact={contact} isGone={steady.gone(contact)} move={move} />
        ))}
        {list.isSuccess && cards.length === 0 && !list.hasNextPage && (
          <Text size="xs" c="dimmed" ta="center" py="md">
            {t("board.empty")}
          </Text>
        )}
        <More list={list} size="xs" />
      </Stack>
    </Box>
  );
}
