import { answer, api } from "../api/client";
import type { Person } from "../employees/noun";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { useCan } from "../session/me";
import { type Contact, placeContact } from "./noun";

/** Assigns a lead, or removes its owner. A manager's request fails if somebody else has changed the lead meanwhile. */
export function useAssignLead() {
  const manages = useCan("leads.manage");
  const change = useOptimisticChange<Contact>(placeContact);
  return (contact: Contact, person: Person | null): void => {
    const params = { path: { id: contact.id } };
    const headers = manages ? { "If-Match": `"${Math.floor(contact.version)}"` } : undefined;
    const body = { employeeId: person?.id ?? null };
    void withErrorToast(
      change({
        before: contact,
        guess: { owner: person },
        send: () => answer(api.POST("/api/leads/{id}/assign", { params, headers, body })),
      }),
    );
  };
}
