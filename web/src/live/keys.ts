import type { ContactFilter, EnquiryFilter, TaskFilter } from "../api/records";

/** What belongs to a contact and is read with its record. */
export type Belonging = "opportunities" | "deals" | "sessions" | "feedback" | "emails";

/** Where everything lies in the query cache. */
export const keys = {
  me: ["me"],
  company: ["company"],
  mail: ["mail"],
  colleagues: ["colleagues"],
  contactLists: ["contacts"],
  contacts: (filter: ContactFilter) => ["contacts", filter],
  contact: (id: string) => ["contact", id],
  merged: (id: string) => ["merged", id],
  /** All timelines of a contact: each by the kinds that it shows. */
  timelines: (contactId: string) => ["timeline", contactId],
  /** `kinds` as the server is asked for them, with commas; empty: every kind. */
  timeline: (contactId: string, kinds: string) => ["timeline", contactId, kinds],
  email: (id: string) => ["email", id],
  belongings: (contactId: string, kind: Belonging) => ["belongings", contactId, kind],
  allBelongings: (contactId: string) => ["belongings", contactId],
  history: (contactId: string) => ["history", contactId],
  enquiryLists: ["enquiries"],
  enquiries: (filter: EnquiryFilter) => ["enquiries", filter],
  enquiry: (id: string) => ["enquiry", id],
  notes: (enquiryId: string) => ["notes", enquiryId],
  taskLists: ["tasks"],
  tasks: (filter: TaskFilter) => ["tasks", filter],
  notifications: ["notifications"],
  bulkChanges: ["bulkChanges"],
  bulkChange: (id: string) => ["bulkChange", id],
  imports: ["imports"],
  import: (id: string) => ["import", id],
  importLimits: ["importLimits"],
  users: ["users"],
  invites: ["invites"],
  feed: ["feed"],
  counters: ["counters"],
  presence: ["presence"],
  /** Sums and counts that no event carries: read again when an event says that they have changed. */
  figures: ["figures"],
} as const;

/** The `meta` of queries that a reload paints from. */
export const KEEP = { keep: true };
