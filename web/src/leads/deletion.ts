import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { complain, undoable } from "../ui/notify";
import { useWords } from "../words";

/** Deletes leads, unless it is undone: they go from every screen of this app at once, and from the server a little later. */
export function useDeletion() {
  const t = useWords();
  const cache = useCache();
  return (contacts: Contact[]): void => {
    const showAgain = () => {
      for (const contact of contacts) cache.contact(contact);
    };
    // Only what was refused comes back.
    const remove = async (contact: Contact) => {
      const params = { path: { id: contact.id } };
      await answer(api.DELETE("/api/leads/{id}", { params, keepalive: true })).catch((thrown) => {
        cache.contact(contact);
        complain(thrown);
      });
    };
    const happen = () => void Promise.all(contacts.map(remove));
    for (const contact of contacts) cache.hide(contact.id);
    const name = contacts[0]?.name ?? "";
    undoable(t("leads.deleted", { count: contacts.length, name }), happen, showAgain);
  };
}
