import { answer, api } from "../api/client";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { placeActivity, type Task } from "./noun";

/** Completes or postpones a task: shown at once, reverted if the server rejects it. */
export function useTaskChange() {
  const change = useOptimisticChange<Task>((cache, task) => placeActivity(cache, task, task.contactName));
  return async (task: Task, patch: { done?: boolean; dueAt?: string }): Promise<void> => {
    const guess = {
      doneAt: patch.done ? new Date().toISOString() : null,
      dueAt: patch.dueAt ?? task.dueAt,
    };
    const send = async () => {
      const params = { path: { id: task.id } };
      const activity = await answer(api.PATCH("/api/tasks/{id}", { params, body: patch }));
      return { ...activity, contactName: task.contactName };
    };
    const changed = await withErrorToast(change({ before: task, guess, send }));
    if (changed) await client.invalidateQueries({ queryKey: [...keys.figures, "tasks"] });
  };
}
