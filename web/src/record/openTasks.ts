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

/** All open tasks of a contact: known once every page of its tasks has been read. */
export function useOpenTasks(contactId: string): Query<Activity[]> {
  const list = useInfiniteQuery(timelineQuery(contactId, ["TASK"]));
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const isComplete = list.data !== undefined && !hasNextPage;
  return {
    data: isComplete ? openTasks(rows(list.data)) : undefined,
    isPending: !isComplete && !list.error,
    error: list.error,
    refetch: list.refetch,
  };
}
