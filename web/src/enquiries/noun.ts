import { IconInbox } from "@tabler/icons-react";
import { queryOptions } from "@tanstack/react-query";
import { answer, api, read } from "../api/client";
import { type ListQueryOf, listQuery, PAGE_SIZE, TOTAL_ONLY, totalQuery } from "../api/paging";
import type { Cache } from "../live/cache";
import { matchesFilter } from "../live/filter";
import { PERSISTED } from "../live/keys";
import { type ListRule, sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import { FILTERS } from "../protocol/filters";

/** An enquiry as lists and events have it. Its notes are cached by themselves. */
export type Enquiry = Omit<Schemas["Enquiry"], "notes">;
export type EnquiryStatus = Schemas["EnquiryStatus"];
export type Note = Schemas["Note"];
export type Priority = Schemas["Priority"];
export type EnquiryFilter = ListQueryOf<"enquiries_list">;

const records = ["enquiry"] as const;

export const enquiryKeys = {
  lists: ["enquiries"],
  list: (filter: EnquiryFilter) => ["enquiries", filter],
  one: (id: string) => [...records, id],
  notes: (id: string) => ["notes", id],
} as const;

export const enquiriesQuery = (filter: EnquiryFilter) =>
  listQuery(
    enquiryKeys.list(filter),
    (cursor) =>
      read(api.GET("/api/enquiries", { params: { query: { ...filter, cursor, limit: PAGE_SIZE } } })),
    PERSISTED,
  );

export const enquiryTotalQuery = (filter: EnquiryFilter) =>
  totalQuery(["enquiries", filter], () =>
    read(api.GET("/api/enquiries", { params: { query: { ...filter, ...TOTAL_ONLY } } })),
  );

const readEnquiry = (id: string) => answer(api.GET("/api/enquiries/{id}", { params: { path: { id } } }));

export const enquiryQuery = (id: string) =>
  queryOptions({
    queryKey: enquiryKeys.one(id),
    queryFn: async (): Promise<Enquiry> => {
      const { notes: _, ...enquiry } = await readEnquiry(id);
      return enquiry;
    },
    meta: PERSISTED,
  });

/** The notes of an enquiry, oldest first. */
export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: enquiryKeys.notes(id),
    queryFn: async (): Promise<Note[]> => (await readEnquiry(id)).notes ?? [],
    meta: PERSISTED,
  });

function enquiryRule(filter: EnquiryFilter): ListRule<Enquiry> {
  return {
    ...sortOrder<Enquiry>(filter.sort ?? "-createdAt"),
    matches: (enquiry) =>
      matchesFilter(enquiry, filter, FILTERS["/api/enquiries"]) &&
      (!filter.q || matchesText(enquiry, filter.q)),
  };
}

/** Part of the name, the address, the course; of the number, with or without its spaces and leading zeros. */
function matchesText(enquiry: Enquiry, q: string): boolean {
  const texts = [enquiry.name, enquiry.email, enquiry.phone, enquiry.courseInterest];
  const digits = /^[\d +().\-/]+$/.test(q) ? q.replace(/\D/g, "").replace(/^0+/, "") : "";
  const hasNumber = digits.length >= 3 && enquiry.phone?.includes(digits);
  return hasNumber || texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()));
}

/** Shows an enquiry as it is now. Answers to changes have its notes, too, which are cached by themselves. */
export function placeEnquiry(cache: Cache, { notes, ...enquiry }: Enquiry & { notes?: Note[] | null }): void {
  if (notes) cache.client.setQueryData<Note[]>(enquiryKeys.notes(enquiry.id), (old) => old && notes);
  const known = cache.client.getQueryData<Enquiry | null>(enquiryKeys.one(enquiry.id));
  // A claim that is rolled back after somebody else's was seen would put the enquiry back into the queue.
  if (known && known.version > enquiry.version) return;
  // Stored even if nobody has opened it: the queue shows who has just claimed it.
  cache.storeRecord<Enquiry>(enquiryKeys.one(enquiry.id), enquiry);
  cache.place<Enquiry>(enquiryKeys.lists, enquiry, (filter) => enquiryRule(filter as EnquiryFilter));
}

/** Enquiries that name a contact name another one, or none. */
export function replaceContactOfEnquiries(cache: Cache, from: string, to: string | null): void {
  const replace = (enquiry: Enquiry) =>
    enquiry.contactId === from ? { ...enquiry, contactId: to } : enquiry;
  cache.patch<Enquiry>(enquiryKeys.lists, replace);
  cache.patchRecords<Enquiry>(records, replace);
}

/** The page of an enquiry: the tab that has every enquiry has this one. */
export const enquiryLink = (id: string): string => `/enquiries?tab=all&open=${id}`;

export const enquiryNoun = defineNoun({
  entity: "enquiry",
  effects: {
    "enquiry:created": (cache, { data }) => placeEnquiry(cache, data),
    "enquiry:claimed": (cache, { data }) => placeEnquiry(cache, data),
    "enquiry:released": (cache, { data: { from: _, ...enquiry } }) => placeEnquiry(cache, enquiry),
    "enquiry:assigned": (cache, { data: { from: _, ...enquiry } }) => placeEnquiry(cache, enquiry),
    "enquiry:status": (cache, { data: { from: _, to: __, ...enquiry } }) => placeEnquiry(cache, enquiry),
    "enquiry:note": (cache, { data: { note, ...enquiry } }) => {
      placeEnquiry(cache, enquiry);
      cache.append<Note>(enquiryKeys.notes(enquiry.id), note);
    },
  },
  subject: ({ data }) => ({ name: data.name, entity: { type: "enquiry", id: data.id } }),
  sentence: ({ kind, data }) => ({
    context: kind === "enquiry:status" ? data.to : undefined,
    values: { owner: data.claimedBy?.name },
  }),
  link: enquiryLink,
  watch: "enquiry",
  page: {
    to: "/enquiries",
    label: "page.enquiries",
    icon: IconInbox,
    permission: "enquiries.work",
    count: enquiryTotalQuery({ status: "unclaimed" }),
  },
  search: {
    group: "enquiries",
    label: "page.enquiries",
    icon: IconInbox,
    hit: ({ id, name, email, status }, t) => ({
      label: name,
      detail: `${email} · ${t(`enquiryStatus.${status}`)}`,
      to: enquiryLink(id),
    }),
  },
});
