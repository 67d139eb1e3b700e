import { api, read } from "../api/client";
import { listQuery } from "../api/paging";
import { PERSISTED } from "../live/keys";
import { type List, rows } from "../live/list";
import { type Task, type TaskFilter, taskKeys } from "./noun";

/** How many open tasks of one assignee are looked at. */
const LIMIT = 100;

/** The open tasks of one assignee that are due first. Later ones are not read. */
export const earliestTasksQuery = (assigneeId: string) => {
  const filter: TaskFilter = { assigneeId, state: "open", sort: "dueAt" };
  return listQuery(
    [...taskKeys.lists, "earliest", filter],
    (cursor) => read(api.GET("/api/tasks", { params: { query: { ...filter, cursor, limit: LIMIT } } })),
    PERSISTED,
  );
};

const byContact = new WeakMap<List<Task>, ReadonlyMap<string, Task>>();

/** The earliest of the tasks for each contact, by its id. All cards that show tasks of one list share the map. */
export function earliestByContact(list: List<Task>): ReadonlyMap<string, Task> {
  const known = byContact.get(list);
  if (known) return known;
  const earliest = new Map<string, Task>();
  for (const task of rows(list)) if (!earliest.has(task.contactId)) earliest.set(task.contactId, task);
  byContact.set(list, earliest);
  return earliest;
}
