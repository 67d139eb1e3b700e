import { answer, api } from "../api/client";
import type { Cache } from "../live/cache";
import { useCache } from "../live/change";
import { taskKeys } from "../tasks/noun";
import { toastError, undoable } from "../ui/notify";
import { useWords } from "../words";
import { type Contact, placeContact, removeContact } from "./noun";

/** Deletes a lead: from the cache at once, from the server after the time in which it can be undone. */
export function useDeletion() {
  const t = useWords();
  const cache = useCache();
  return (contact: Contact): void => {
    const restore = () => restoreContact(cache, contact);
    const commit = () => {
      const params = { path: { id: contact.id } };
      return answer(api.DELETE("/api/leads/{id}", { params, keepalive: true })).catch((thrown) => {
        restore();
        toastError(thrown);
      });
    };
    removeContact(cache, contact.id);
    undoable(t("leads.deleted", { name: contact.name }), commit, restore);
  };
}

/** Shows a lead again that was not deleted. Its tasks were removed with it, and their lists are read again. */
export function restoreContact(cache: Cache, contact: Contact): void {
  placeContact(cache, contact);
  cache.markStale(taskKeys.lists);
}
