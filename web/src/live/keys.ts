/** The keys of the query cache that belong to no noun. Those of a noun are in its `noun.ts`. */
export const keys = {
  me: ["me"],
  company: ["company"],
  feed: ["feed"],
  counters: ["message", "dashboard:counters"],
  presence: ["presence"],
  /** The last message of a name that is not an event: pushed by the server, never read. */
  message: (name: string) => ["message", name],
  /** Sums and counts that no event carries: read again when an event may have changed them. */
  figures: ["figures"],
  /** The totals of saved views, which are read again once a minute and not after every event. */
  viewTotals: ["viewTotals"],
  /** All lists of records that belong to one contact. */
  related: (contactId: string) => ["related", contactId],
  /** One such list: the contact's sessions, its deals. */
  relatedList: (contactId: string, noun: string) => ["related", contactId, noun],
} as const;

/** The `meta` of queries that are kept in IndexedDB, from which a reload paints. */
export const PERSISTED = { persist: true };
