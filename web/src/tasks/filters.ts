import type { TasksSearch } from "../addresses";
import { FILTERS } from "../protocol/filters";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { declaredFields, type FilterField } from "../ui/list/filters";
import { usePersonOptions } from "../ui/list/usePersonOptions";
import { useWords } from "../words";

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
