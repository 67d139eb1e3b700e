import { Anchor, Box, Button, Checkbox, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconChecks, IconClockPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { tasks as reading } from "../api/reads";
import type { Task } from "../api/records";
import { rows } from "../live/list";
import { useToday, useZone } from "../session/zone";
import { Ago, useArrival, useNow } from "../ui/clock";
import { More } from "../ui/More";
import { Bones, Empty, Problem } from "../ui/states";
import { useWords, type Word } from "../words";
import { addDays, dayOf, instantOf, startOf } from "../words/calendar";
import { moment } from "../words/format";
import { zone } from "../words/zone";
import { useTaskChange } from "./change";
import classes from "./Tasks.module.css";

const page = getRouteApi("/inside/tasks");

/** What one has to do: overdue, today, later; or what is done. */
export function Tasks() {
  const t = useWords();
  const navigate = page.useNavigate();
  const { state = "open" } = page.useSearch();
  const list = useInfiniteQuery(
    reading(state === "done" ? { state, sort: "-dueAt" } : { state, sort: "dueAt" }),
  );
  const all = rows(list.data);
  useDocumentTitle(`${t("page.tasks")} · Tandem`);
  return (
    <Box maw={860} w="100%" mx="auto">
      <Group justify="space-between" mb="sm">
        <Title order={1}>{t("page.tasks")}</Title>
        <SegmentedControl
          aria-label={t("tasks.which")}
          value={state}
          onChange={(value) => void navigate({ search: value === "done" ? { state: "done" } : {} })}
          data={[
            { value: "open", label: t("tasks.open") },
            { value: "done", label: t("tasks.done") },
          ]}
        />
      </Group>
      {list.isPending && <Bones />}
      {list.isError && !list.data && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && all.length === 0 && !list.hasNextPage && (
        <Box className="panel">
          <Empty icon={IconChecks} title={t(`tasks.empty.${state}`)} hint={t("tasks.emptyHint")} />
        </Box>
      )}
      {state === "done" ? <Section tasks={all} /> : <ByTime tasks={all} isWhole={!list.hasNextPage} />}
      <More list={list} variant="default" />
    </Box>
  );
}

function ByTime({ tasks, isWhole }: { tasks: Task[]; isWhole: boolean }) {
  const now = useNow();
  const zone = useZone();
  const midnight = startOf(addDays(useToday(), 1), zone);
  const due = (task: Task) => Date.parse(task.dueAt ?? "");
  const groups: [Word, Task[]][] = [
    ["tasks.overdue", tasks.filter((task) => due(task) <= now)],
    ["tasks.today", tasks.filter((task) => due(task) > now && due(task) < midnight)],
    ["tasks.later", tasks.filter((task) => due(task) >= midnight)],
  ];
  // What is due later is read later: a group is whole once a task of a following one has been read.
  const read = groups.findLastIndex(([, tasks]) => tasks.length > 0);
  return groups.map(([word, tasks], index) => (
    <Section key={word} word={word} tasks={tasks} isWhole={isWhole || index < read} />
  ));
}

interface SectionProps {
  word?: Word;
  tasks: Task[];
  isWhole?: boolean;
}

function Section({ word, tasks, isWhole = true }: SectionProps) {
  const t = useWords();
  if (tasks.length === 0) return null;
  return (
    <Box component="section" mb="md">
      {word && (
        <Title
          order={2}
          fz="sm"
          mb={6}
          c={word === "tasks.overdue" ? "var(--mantine-color-error)" : undefined}
        >
          {t(word) as string} · {tasks.length}
          {isWhole ? "" : "+"}
        </Title>
      )}
      <Stack gap={0} className="panel" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {tasks.map((task) => (
          <Row key={task.id} task={task} />
        ))}
      </Stack>
    </Box>
  );
}

function Row({ task }: { task: Task }) {
  const t = useWords();
  const change = useTaskChange();
  const arrival = useArrival(task.createdAt);
  const tomorrow = () => {
    const day = addDays(dayOf(Date.now(), zone()), 1);
    return new Date(instantOf(`${day}T09:00`, zone())).toISOString();
  };
  return (
    <li className={`${classes.row} ${arrival ?? ""}`} data-task={task.id}>
      <Checkbox
        checked={Boolean(task.doneAt)}
        onChange={(event) => void change(task, { done: event.currentTarget.checked })}
        aria-label={t("tasks.doneNamed", { text: task.text })}
      />
      <Box miw={0}>
        <Text
          size="sm"
          fw={550}
          td={task.doneAt ? "line-through" : undefined}
          style={{ overflowWrap: "anywhere" }}
        >
          {task.text}
        </Text>
        <Group gap={8}>
          <Anchor component={Link} to={`/leads/${task.contactId}`} size="xs">
            {task.contactName}
          </Anchor>
          {task.dueAt && (
            <Text size="xs" c="dimmed" title={moment(task.dueAt)}>
              <Ago time={task.dueAt} />
            </Text>
          )}
        </Group>
      </Box>
      {!task.doneAt && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconClockPlus size={15} aria-hidden />}
          onClick={() => void change(task, { dueAt: tomorrow() })}
        >
          {t("tasks.tomorrow")}
        </Button>
      )}
    </li>
  );
}
