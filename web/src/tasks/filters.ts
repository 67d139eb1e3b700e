import type { TasksSearch } from "../addresses";
import type { Me } from "../employees/noun";
import { FILTERS } from "../protocol/filters";
import { useMe } from "../session/me";
import { can } from "../session/session";
import { declaredFields, type FilterField } from "../ui/list/filters";
import { usePersonOptions } from "../ui/list/usePersonOptions";
import { useWords } from "../words";
import type { TaskFilter } from "./noun";

/** The tasks that an address asks for. Those who manage no leads have only their own tasks. */
export function taskFilter({ state, assigneeId, ...search }: TasksSearch, me: Me): TaskFilter {
  return {
    ...search,
    ...(can(me, "leads.manage") && assigneeId && { assigneeId }),
    ...(state === "done" ? { state, sort: "-dueAt" } : { state: "open", sort: "dueAt" }),
  };
}

/** What tasks can be filtered by. */
export function useTaskFields({ assigneeId }: TasksSearch): FilterField<TasksSearch>[] {
  const t = useWords();
  const me = useMe();
  const fields = declaredFields(FILTERS["/api/tasks"], {
    assigneeId: {
      label: t("tasks.assignedTo"),
      placeholder: t("filter.me"),
      options: usePersonOptions(assigneeId, "leads.work"),
    },
    dueAt: { label: t("field.dueAt") },
    createdAt: { label: t("field.createdAt") },
  });
  return fields.filter(({ name }) => name !== "assigneeId" || can(me, "leads.manage"));
}
