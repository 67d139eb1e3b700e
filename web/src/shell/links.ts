/** Where a record of an event or a notification is shown. */
export function linkTo(entity: { type: string; id: string }, me?: string): string {
  if (entity.type === "employee") return "/settings/accounts";
  // Leads that were given in one go are found by their owner, newest changes first.
  if (entity.type === "bulk_change") return me ? `/leads?ownerId=${me}&sort=-updatedAt` : "/leads";
  return entity.type === "enquiry" ? `/enquiries?open=${entity.id}` : `/leads/${entity.id}`;
}

/** The composer of a lead, with a mail to them. */
export function writeTo(contactId: string): string {
  return `/leads/${contactId}?compose=EMAIL`;
}
