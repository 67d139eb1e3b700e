/** Where a record of an event or a notification is shown. */
export function linkTo(entity: { type: string; id: string }): string {
  return entity.type === "enquiry" ? `/enquiries?open=${entity.id}` : `/leads/${entity.id}`;
}
