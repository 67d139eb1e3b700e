import { Anchor, Box, Button, Checkbox, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconChecks, IconClockPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import type { TasksSearch } from "../addresses";
import { rows } from "../live/list";
import { quickDue } from "../record/nextDue";
import { useMe } from "../session/me";
import { useToday, useZone } from "../session/zone";
import { Ago, useNewRowClass, useNow } from "../ui/clock";
import { IconLabel } from "../ui/IconLabel";
import { useRowFocus } from "../ui/keyboard/useRowFocus";
import { BarFilters } from "../ui/list/FilterMenu";
import { isFiltered } from "../ui/list/filters";
import { EmptyList, LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { SavedViews } from "../ui/list/SavedViews";
import { PageHeader } from "../ui/PageHeader";
import { Skeletons } from "../ui/states";
import { useWords, type Word } from "../words";
import { addDays, startOf } from "../words/calendar";
import { count } from "../words/format";
import { useTaskChange } from "./change";
import { useTaskFields } from "./filters";
import { TASK_VIEWS, type Task, taskFilter, tasksQuery } from "./noun";
import classes from "./Tasks.module.css";

const page = getRouteApi("/inside/tasks");

/** Tasks, one's own unless the filter asks for others: the open ones by when they are due, or those that are done. */
export function Tasks() {
  const me = useMe();
  const navigate = page.useNavigate();
  const search = page.useSearch();
  const { state = "open", ...filter } = search;
  const list = useInfiniteQuery(tasksQuery(taskFilter(search, me)));
  const focus = useRowFocus<HTMLDivElement>(useMemo(() => rows(list.data).map(({ id }) => id), [list.data]));
  const setFilter = (search: TasksSearch) => void navigate({ search });
  return (
    <Box className="fill edge">
      <TaskHeader search={search} onChange={setFilter} />
      <Box className={classes.list} {...focus.listProps}>
        <LoadedList
          query={list}
          skeleton={<Skeletons rows={8} height={20} />}
          empty={
            <NoTasks
              state={state}
              isFiltered={isFiltered(filter)}
              clear={() => setFilter({ state: search.state })}
            />
          }
        >
          {(tasks) =>
            state === "done" ? (
              <Section tasks={tasks} />
            ) : (
              <ByDueTime tasks={tasks} isWhole={!list.hasNextPage} />
            )
          }
        </LoadedList>
        <LoadMore list={list} my="xs" />
      </Box>
    </Box>
  );
}

interface NoTasksProps {
  state: "open" | "done";
  isFiltered: boolean;
  clear: () => void;
}

function NoTasks({ state, isFiltered, clear }: NoTasksProps) {
  const t = useWords();
  return (
    <EmptyList
      icon={IconChecks}
      title={t(`tasks.empty.${state}`)}
      hint={t("tasks.emptyHint")}
      isFiltered={isFiltered}
      onClear={clear}
    >
      <Button component={Link} to="/leads">
        {t("tasks.toLeads")}
      </Button>
    </EmptyList>
  );
}

interface TaskHeaderProps {
  search: TasksSearch;
  onChange: (search: TasksSearch) => void;
}

function TaskHeader({ search, onChange }: TaskHeaderProps) {
  const t = useWords();
  const me = useMe();
  const total = useQuery(TASK_VIEWS.total(search, me)).data;
  return (
    <PageHeader
      title={t("page.tasks")}
      isAsideBelow
      aside={
        <SavedViews
          list={TASK_VIEWS}
          common={[
            { id: "all", name: t("tasks.mine"), filter: {} },
            { id: "today", name: t("tasks.dueToday"), filter: { dueAt: "today" } },
          ]}
          filter={search}
          onChange={onChange}
        />
      }
      filters={
        <BarFilters
          fields={useTaskFields(search)}
          filter={search}
          onChange={onChange}
          total={total === undefined ? undefined : t("tasks.total", { count: total, n: count(total) })}
        />
      }
    >
      <SegmentedControl
        aria-label={t("tasks.which")}
        value={search.state ?? "open"}
        onChange={(value) => onChange({ ...search, state: value === "done" ? "done" : undefined })}
        data={[
          { value: "open", label: t("tasks.open") },
          { value: "done", label: t("tasks.done") },
        ]}
      />
    </PageHeader>
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
    <Box component="section">
      {word && (
        <Title
          order={2}
          fz="xs"
          className={classes.heading}
          data-overdue={word === "tasks.overdue" || undefined}
        >
          {t(word) as string} · {tasks.length}
          {isWhole ? "" : "+"}
        </Title>
      )}
      <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {tasks.map((task) => (
          <Row key={task.id} task={task} />
        ))}
      </Stack>
    </Box>
  );
}

/** A row is rendered again only when its task changes: the list itself renders once a second. */
const Row = memo(TaskRow);

function TaskRow({ task }: { task: Task }) {
  const t = useWords();
  const change = useTaskChange();
  const newRow = useNewRowClass(task.createdAt);
  const zone = useZone();
  const midnight = startOf(addDays(useToday(), 1), zone);
  const isDueLater = Date.parse(task.dueAt ?? "") >= midnight;
  const postpone = () => void change(task, { dueAt: quickDue("tomorrow", Date.now(), zone) });
  return (
    <li className={`${classes.row} ${newRow ?? ""}`} data-task={task.id} data-row={task.id}>
      <Checkbox
        data-row-focus
        checked={Boolean(task.doneAt)}
        onChange={(event) => void change(task, { done: event.currentTarget.checked })}
        aria-label={t("tasks.doneNamed", { text: task.text })}
      />
      <RowContent task={task} />
      {!task.doneAt && !isDueLater && (
        <Button size="compact-sm" variant="subtle" onClick={postpone}>
          <IconLabel icon={IconClockPlus} label={t("tasks.tomorrow")} />
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
    <div className={classes.content}>
      <Text span size="sm" fw={500} td={doneAt ? "line-through" : undefined} className={classes.text}>
        {text}
      </Text>
      <span className={classes.details}>
        <Anchor component={Link} to={`/leads/${contactId}`} size="xs" truncate>
          {contactName}
        </Anchor>
        {dueAt && (
          <Text span size="xs" c="dimmed">
            {t("tasks.dueAt")} <Ago time={dueAt} />
          </Text>
        )}
        {assignee && assignee.id !== me.id && (
          <Text span size="xs" c="dimmed">
            {assignee.name}
          </Text>
        )}
      </span>
    </div>
  );
}
