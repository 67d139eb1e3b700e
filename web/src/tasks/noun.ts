import { IconCheckbox } from "@tabler/icons-react";
import { type Activity, placeInTimelines } from "../activities/noun";
import { type TasksSearch, tasksSearch } from "../addresses";
import { api, read } from "../api/client";
import { type ListQueryOf, listQuery, PAGE_SIZE, TOTAL_ONLY, totalQuery } from "../api/paging";
import type { Me } from "../employees/noun";
import type { Cache } from "../live/cache";
import { matchesFilter } from "../live/filter";
import { PERSISTED } from "../live/keys";
import { type ListRule, sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import { FILTERS } from "../protocol/filters";
import { can } from "../session/access";
import type { ViewedList } from "../ui/list/views";

/** An activity with a due date and an assignee, and the name of its contact. */
export type Task = Schemas["Task"];
export type TaskFilter = ListQueryOf<"tasks_tasks">;

export const taskKeys = {
  lists: ["tasks"],
  list: (filter: TaskFilter) => ["tasks", filter],
} as const;

/** The tasks that an address asks for. Those who manage no leads have only their own tasks. */
export function taskFilter({ state, assigneeId, ...search }: TasksSearch, me: Me): TaskFilter {
  return {
    ...search,
    ...(can(me, "leads.manage") && assigneeId && { assigneeId }),
    ...(state === "done" ? { state, sort: "-dueAt" } : { state: "open", sort: "dueAt" }),
  };
}

export const tasksQuery = (filter: TaskFilter) =>
  listQuery(
    taskKeys.list(filter),
    (cursor) => read(api.GET("/api/tasks", { params: { query: { ...filter, cursor, limit: PAGE_SIZE } } })),
    PERSISTED,
  );

const taskTotalQuery = (filter: TaskFilter) =>
  totalQuery(["tasks", filter], () =>
    read(api.GET("/api/tasks", { params: { query: { ...filter, ...TOTAL_ONLY } } })),
  );

export const TASK_VIEWS: ViewedList<TasksSearch> = {
  id: "tasks",
  parse: tasksSearch,
  total: (search, me) => {
    const { sort: _, ...criteria } = taskFilter(search, me);
    return taskTotalQuery(criteria);
  },
};

/** The list has the tasks of one assignee, open or done. Which open ones are due, the page decides by its clock. */
function taskRule(filter: TaskFilter, me: Me): ListRule<Task> {
  const asked = { ...filter, assigneeId: filter.assigneeId ?? me.id };
  return {
    ...sortOrder<Task>(filter.sort ?? "dueAt"),
    matches: (task) =>
      matchesFilter(task, asked, FILTERS["/api/tasks"]) &&
      (filter.state === undefined || (filter.state === "done") === Boolean(task.doneAt)),
  };
}

function placeTask(cache: Cache, task: Task): void {
  cache.place<Task>(taskKeys.lists, task, (filter) => taskRule(filter as TaskFilter, cache.me));
}

/** Shows an activity in its timelines; a task in the lists of tasks, too, where its contact's name is known. */
export function placeActivity(cache: Cache, activity: Activity, contactName?: string): void {
  placeInTimelines(cache, activity);
  if (activity.kind !== "TASK") return;
  const name = contactName ?? cache.find<Task>(taskKeys.lists, activity.id)?.contactName;
  if (name !== undefined) placeTask(cache, { ...activity, contactName: name });
}

/** The tasks of a contact carry its new name. */
export function renameContactOfTasks(cache: Cache, contact: { id: string; name: string }): void {
  cache.patch<Task>(taskKeys.lists, (task) =>
    task.contactId === contact.id && task.contactName !== contact.name
      ? { ...task, contactName: contact.name }
      : task,
  );
}

export const taskNoun = defineNoun({
  entity: "task",
  effects: {
    "task:due": (cache, { data }) => placeActivity(cache, data),
  },
  subject: ({ data }) => ({ name: data.text, entity: { type: "contact", id: data.contactId } }),
  page: {
    to: "/tasks",
    label: "page.tasks",
    icon: IconCheckbox,
    permission: "leads.work",
    // What the page lists when it is opened.
    count: taskTotalQuery({ state: "open" }),
    views: TASK_VIEWS,
  },
});
