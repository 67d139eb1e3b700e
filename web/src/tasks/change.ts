import { answer, api } from "../api/client";
import type { Task } from "../api/records";
import { Cache, guessed } from "../live/cache";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { useMe } from "../session/me";
import { complain } from "../ui/notify";

/** Does a task, or puts it off: shown at once, taken back if the server does not agree. */
export function useTaskChange() {
  const cache = new Cache(client, useMe());
  return async (task: Task, patch: { done?: boolean; dueAt?: string }): Promise<void> => {
    const version = guessed(task.version);
    const doneAt = patch.done ? new Date().toISOString() : null;
    const dueAt = patch.dueAt ?? task.dueAt;
    cache.activity({ ...task, doneAt, dueAt, version }, task.contactName);
    try {
      const params = { path: { id: task.id } };
      cache.activity(await answer(api.PATCH("/api/tasks/{id}", { params, body: patch })), task.contactName);
      await client.invalidateQueries({ queryKey: [...keys.figures, "tasks"] });
    } catch (thrown) {
      cache.activity({ ...task, version: guessed(version) }, task.contactName);
      complain(thrown);
    }
  };
}
