import { useDroppable } from "@dnd-kit/core";
import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { contacts } from "../api/reads";
import type { Column, Contact, ContactFilter, Stage } from "../api/records";
import { rows } from "../live/list";
import { STAGE_COLORS } from "../theme";
import { More } from "../ui/More";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { count, worth } from "../words/format";
import classes from "./Board.module.css";
import { BoardCard } from "./BoardCard";

interface Props {
  stage: Stage;
  filter: ContactFilter;
  figures: Column | undefined;
  move: (contact: Contact, to: Stage) => void;
}

/** A stage: how many stand there, what is open with them, and who. */
export function BoardColumn({ stage, filter, figures, move }: Props) {
  const t = useWords();
  const { setNodeRef, isOver } = useDroppable({ id: stage });
  const list = useInfiniteQuery(contacts(filter));
  const cards = rows(list.data);
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
            {figures ? count(figures.count) : ""}
          </Text>
        </Group>
        <Text size="xs" fw={600} c="dimmed" className="number" truncate title={sum}>
          {sum}
        </Text>
      </Group>
      <Stack gap={8} className={classes.cards}>
        {list.isPending && <Bones rows={2} height={64} />}
        {list.isError && !list.data && <Problem error={list.error} retry={() => void list.refetch()} />}
        {cards.map((contact) => (
          <BoardCard key={contact.id} contact={contact} move={move} />
        ))}
        {list.isSuccess && cards.length === 0 && (
          <Text size="xs" c="dimmed" ta="center" py="md">
            {t("board.empty")}
          </Text>
        )}
        <More list={list} size="xs" />
      </Stack>
    </Box>
  );
}
