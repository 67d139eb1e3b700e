import { answer, api } from "../api/client";
import type { Person } from "../employees/noun";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { type Contact, placeContact } from "./noun";

/** Assigns a lead, or removes its owner. With a version, it fails if somebody else has changed the lead meanwhile. */
export function useAssignLead() {
  const change = useOptimisticChange<Contact>(placeContact);
  return (contact: Contact, person: Person | null, version?: number): void => {
    const params = { path: { id: contact.id } };
    const headers = version === undefined ? undefined : { "If-Match": `"${Math.floor(version)}"` };
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
