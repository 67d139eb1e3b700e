import { answer, api } from "../api/client";
import type { Person } from "../employees/noun";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { type Contact, placeContact } from "./noun";

/** Assigns a lead, or removes its owner. */
export function useAssignLead() {
  const change = useOptimisticChange<Contact>(placeContact);
  return (contact: Contact, person: Person | null): void => {
    const params = { path: { id: contact.id } };
    const body = { employeeId: person?.id ?? null };
    void withErrorToast(
      change({
        before: contact,
        guess: { owner: person },
        send: () => answer(api.POST("/api/leads/{id}/assign", { params, body })),
      }),
    );
  };
}
