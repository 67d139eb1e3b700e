import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client";
import { PERSISTED } from "../live/keys";
import type { ListPage } from "../live/list";
import { type Task, type TaskFilter, taskKeys } from "./noun";

/** All open tasks of one assignee, the first due first: a list of one page. */
export const openTasksQuery = (assigneeId: string) => {
  const filter: TaskFilter = { assigneeId, state: "open", sort: "dueAt" };
  return infiniteQueryOptions({
    queryKey: [...taskKeys.lists, "all", filter],
    initialPageParam: "start",
    queryFn: async (): Promise<ListPage<Task>> => ({ rows: await readAll(filter), next: null }),
    getNextPageParam: () => null,
    meta: PERSISTED,
  });
};

async function readAll(filter: TaskFilter): Promise<Task[]> {
  const tasks: Task[] = [];
  let cursor: string | null | undefined = "start";
  while (cursor) {
    const query: TaskFilter & { cursor: string; limit: number } = { ...filter, cursor, limit: 100 };
    const { body } = await read(api.GET("/api/tasks", { params: { query } }));
    tasks.push(...body.data);
    cursor = body.nextCursor;
  }
  return tasks;
}
