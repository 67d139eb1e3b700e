import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Activity, timelineQuery } from "../activities/noun";
import { rows } from "../live/list";
import type { Query } from "../ui/states";

/** The open tasks among activities, by when they are due. */
export function openTasks(activities: readonly Activity[]): Activity[] {
  const open = activities.filter(isOpenTask);
  return open.sort((a, b) => (a.dueAt ?? "").localeCompare(b.dueAt ?? "") || a.id.localeCompare(b.id));
}

export function isOpenTask({ kind, doneAt }: Pick<Activity, "kind" | "doneAt">): boolean {
  return kind === "TASK" && !doneAt;
}

/** How many pages of a contact's tasks are read: the server cannot be asked for the open ones alone. */
const MAX_PAGES = 3;

interface OpenTasks {
  tasks: Activity[];
  /** The contact has older tasks that were not read: some of them may be open. */
  isCut: boolean;
}

/** The open tasks of a contact among its latest tasks. */
export function useOpenTasks(contactId: string): Query<OpenTasks> {
  const list = useInfiniteQuery(timelineQuery(contactId, ["TASK"]));
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const isDone = data !== undefined && (!hasNextPage || data.pages.length >= MAX_PAGES);
  const canReadOn = hasNextPage && !isDone && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (canReadOn) void fetchNextPage();
  }, [canReadOn, fetchNextPage]);
  return {
    data: isDone ? { tasks: openTasks(rows(data)), isCut: hasNextPage } : undefined,
    isPending: !isDone && !list.error,
    error: list.error,
    refetch: list.refetch,
  };
}
