import { Anchor, Box, Button, Checkbox, Group, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconChecks, IconClockPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { TasksSearch } from "../addresses";
import { rows } from "../live/list";
import { useMe } from "../session/me";
import { useToday, useZone } from "../session/zone";
import { Ago, useNewRowClass, useNow } from "../ui/clock";
import { useRowFocus } from "../ui/keyboard/useRowFocus";
import { ActiveFilters, FilterMenu } from "../ui/list/FilterMenu";
import { isFiltered } from "../ui/list/filters";
import { EmptyList, LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { PageHeader } from "../ui/PageHeader";
import { useWords, type Word } from "../words";
import { addDays, dayOf, instantOf, startOf } from "../words/calendar";
import { moment } from "../words/format";
import { zone } from "../words/zone";
import { useTaskChange } from "./change";
import { taskFilter, useTaskFields } from "./filters";
import { type Task, tasksQuery } from "./noun";
import classes from "./Tasks.module.css";

const page = getRouteApi("/inside/tasks");

/** Tasks, one's own unless the filter asks for others: the open ones by when they are due, or those that are done. */
export function Tasks() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const search = page.useSearch();
  const { state = "open", ...filter } = search;
  const list = useInfiniteQuery(tasksQuery(taskFilter(search, me)));
  const focus = useRowFocus<HTMLDivElement>(useMemo(() => rows(list.data).map(({ id }) => id), [list.data]));
  const setFilter = (search: TasksSearch) => void navigate({ search });
  const empty = (
    <EmptyList
      icon={IconChecks}
      title={t(`tasks.empty.${state}`)}
      hint={t("tasks.emptyHint")}
      isFiltered={isFiltered(filter)}
      onClear={() => setFilter({ state: search.state })}
    />
  );
  return (
    <Box maw={860} w="100%" mx="auto" {...focus.listProps}>
      <TaskFilters search={search} onChange={setFilter} />
      <LoadedList query={list} empty={<Box className="panel">{empty}</Box>}>
        {(tasks) =>
          state === "done" ? (
            <Section tasks={tasks} />
          ) : (
            <ByDueTime tasks={tasks} isWhole={!list.hasNextPage} />
          )
        }
      </LoadedList>
      <LoadMore list={list} variant="default" />
    </Box>
  );
}

interface TaskFiltersProps {
  search: TasksSearch;
  onChange: (search: TasksSearch) => void;
}

function TaskFilters({ search, onChange }: TaskFiltersProps) {
  const t = useWords();
  const fields = useTaskFields(search);
  return (
    <>
      <PageHeader title={t("page.tasks")}>
        <Group gap="xs">
          <FilterMenu fields={fields} filter={search} onChange={onChange} />
          <SegmentedControl
            aria-label={t("tasks.which")}
            value={search.state ?? "open"}
            onChange={(value) => onChange({ ...search, state: value === "done" ? "done" : undefined })}
            data={[
              { value: "open", label: t("tasks.open") },
              { value: "done", label: t("tasks.done") },
            ]}
          />
        </Group>
      </PageHeader>
      <ActiveFilters fields={fields} filter={search} onChange={onChange} />
    </>
  );
}

function ByDueTime({ tasks, isWhole }: { tasks: Task[]; isWhole: boolean }) {
  const now = useNow();
  const zone = useZone();
  const midnight = startOf(addDays(useToday(), 1), zone);
  const due = (task: Task) => Date.parse(task.dueAt ?? "");
  const groups: [Word, Task[]][] = [
    ["tasks.overdue", tasks.filter((task) => due(task) <= now)],
    ["tasks.today", tasks.filter((task) => due(task) > now && due(task) < midnight)],
    ["tasks.later", tasks.filter((task) => due(task) >= midnight)],
  ];
  // Tasks are loaded in the order in which they are due: a group is complete once one of a later group is loaded.
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
  const newRow = useNewRowClass(task.createdAt);
  const tomorrow = () => {
    const day = addDays(dayOf(Date.now(), zone()), 1);
    return new Date(instantOf(`${day}T09:00`, zone())).toISOString();
  };
  return (
    <li className={`${classes.row} ${newRow ?? ""}`} data-task={task.id} data-row={task.id}>
      <Checkbox
        data-row-focus
        checked={Boolean(task.doneAt)}
        onChange={(event) => void change(task, { done: event.currentTarget.checked })}
        aria-label={t("tasks.doneNamed", { text: task.text })}
      />
      <RowContent task={task} />
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

/** What is to be done, for whom, when; and by whom, if that is a colleague. */
function RowContent({ task: { text, contactId, contactName, doneAt, dueAt, assignee } }: { task: Task }) {
  const t = useWords();
  const me = useMe();
  return (
    <Box miw={0}>
      <Text size="sm" fw={500} td={doneAt ? "line-through" : undefined} style={{ overflowWrap: "anywhere" }}>
        {text}
      </Text>
      <Group gap={8}>
        <Anchor component={Link} to={`/leads/${contactId}`} size="xs">
          {contactName}
        </Anchor>
        {dueAt && (
          <Text size="xs" c="dimmed" title={moment(dueAt)}>
            {t("tasks.dueAt")} <Ago time={dueAt} />
          </Text>
        )}
        {assignee && assignee.id !== me.id && (
          <Text size="xs" c="dimmed">
            {assignee.name}
          </Text>
        )}
      </Group>
    </Box>
  );
}
