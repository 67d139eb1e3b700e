/** The page of a lead with an e-mail to them in the composer. */
export function emailComposerLink(contactId: string): string {
  return `/leads/${contactId}?compose=EMAIL`;
}
