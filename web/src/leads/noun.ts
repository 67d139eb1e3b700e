import { IconUsers } from "@tabler/icons-react";
import { queryOptions } from "@tanstack/react-query";
import { type Activity, timelineKeys } from "../activities/noun";
import { type LeadsSearch, leadsSearch } from "../addresses";
import { answer, api, read } from "../api/client";
import { type ListQueryOf, listQuery, PAGE_SIZE, TOTAL_ONLY, totalQuery } from "../api/paging";
import { replaceContactOfEnquiries } from "../enquiries/noun";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import { placeActivity, renameContactOfTasks, type Task, taskKeys } from "../tasks/noun";
import type { ViewedList } from "../ui/list/views";
import { canSeeContact, contactRule } from "./rule";

/** Somebody the company sells to. The app calls them leads, whatever their stage. */
export type Contact = Schemas["Contact"];
/** The leads of a stage, as the head of its column on the board shows them. */
export type BoardColumnTotals = Schemas["Column"];
export type Stage = Schemas["Stage"];
export type Status = Schemas["Status"];
/** What narrows a list of leads: the same names in the address, in the query and in the cache. */
export type ContactFilter = ListQueryOf<"leads_list">;

export const contactKeys = {
  lists: ["contacts"],
  list: (filter: ContactFilter) => ["contacts", filter],
  one: (id: string) => ["contact", id],
  /** The id of the contact that a merged one has become a part of. */
  mergedInto: (id: string) => ["merged", id],
  history: (id: string) => ["history", id],
} as const;

export const contactsQuery = (filter: ContactFilter) =>
  listQuery(
    contactKeys.list(filter),
    (cursor) => read(api.GET("/api/leads", { params: { query: { ...filter, cursor, limit: PAGE_SIZE } } })),
    PERSISTED,
  );

export const contactTotalQuery = (filter: ContactFilter) =>
  totalQuery(["contacts", filter], () =>
    read(api.GET("/api/leads", { params: { query: { ...filter, ...TOTAL_ONLY } } })),
  );

export const LEAD_VIEWS: ViewedList<LeadsSearch> = {
  id: "leads",
  parse: leadsSearch,
  total: ({ as: _, sort: __, ...criteria }) => contactTotalQuery(criteria),
};

/** One contact; `null` once it is deleted or may not be seen any more. */
export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: contactKeys.one(id),
    queryFn: async (): Promise<Contact | null> =>
      answer(api.GET("/api/contacts/{id}", { params: { path: { id } } })),
    meta: PERSISTED,
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: contactKeys.history(id),
    queryFn: () => answer(api.GET("/api/contacts/{id}/history", { params: { path: { id } } })),
  });

/** The board's columns: the number of leads at each stage, and the value of their open opportunities. */
export const boardQuery = (filter: ContactFilter) =>
  queryOptions({
    queryKey: [...keys.figures, "board", filter],
    queryFn: () => answer(api.GET("/api/leads/board", { params: { query: filter } })),
    meta: PERSISTED,
  });

/** Shows a contact as it is now; removes it where the reader may not see it. */
export function placeContact(cache: Cache, contact: Contact): void {
  if (!canSeeContact(cache.me, contact)) {
    removeContact(cache, contact.id);
    return;
  }
  cache.updateRecord(contactKeys.one(contact.id), contact);
  cache.place<Contact>(contactKeys.lists, contact, (filter) =>
    contactRule(filter as ContactFilter, cache.me),
  );
  renameContactOfTasks(cache, contact);
}

/** Removes a contact that was deleted or may not be seen any more, with what belongs to it. */
export function removeContact(cache: Cache, id: string): void {
  cache.remove<Contact>(contactKeys.lists, (contact) => contact.id === id);
  cache.removeRecord(contactKeys.one(id));
  cache.remove<Task>(taskKeys.lists, (task) => task.contactId === id);
  cache.drop(timelineKeys.lists(id));
  cache.drop(keys.related(id));
}

/** What belongs to a contact is read again. */
function markRelatedStale(cache: Cache, id: string): void {
  for (const key of [taskKeys.lists, timelineKeys.lists(id), keys.related(id), contactKeys.history(id)])
    cache.markStale(key);
}

/** Records that name a contact name the one it was merged into, or none. */
function replaceContact(cache: Cache, from: string, to: string | null): void {
  replaceContactOfEnquiries(cache, from, to);
  if (to !== null) cache.client.setQueryData(contactKeys.mergedInto(from), to);
}

/** Lists of cohorts are read again after a move: only the server knows who entered a stage when. */
function markCohortsStale(cache: Cache): void {
  cache.markListsStale(contactKeys.lists, (filter) => (filter as ContactFilter).entered !== undefined);
}

/** The variant of the sentence of an activity that was logged. */
function activityVariant({ kind, doneAt, version }: Activity): string {
  if (kind !== "TASK") return kind;
  if (doneAt) return "TASK_done";
  return version > 1 ? "TASK_changed" : "TASK";
}

function ownerVariant(owner: Contact["owner"], actorId: string | undefined): string | undefined {
  if (!owner) return "none";
  return owner.id === actorId ? "self" : undefined;
}

export const contactNoun = defineNoun({
  entity: "contact",
  effects: {
    "lead:created": (cache, { data }) => {
      placeContact(cache, data);
      markCohortsStale(cache);
    },
    "lead:updated": (cache, { data }) => placeContact(cache, data),
    "lead:status": (cache, { data: { from: _, to: __, activity, ...contact } }) => {
      placeContact(cache, contact);
      placeActivity(cache, activity);
    },
    "lead:stage": (cache, { data: { from: _, to: __, reason: ___, activity, ...contact } }) => {
      placeContact(cache, contact);
      placeActivity(cache, activity);
      cache.markStale(contactKeys.history(contact.id));
      markCohortsStale(cache);
    },
    "lead:activity": (cache, { data: { activity, ...contact } }) => {
      placeContact(cache, contact);
      placeActivity(cache, activity, contact.name);
    },
    "lead:assigned": (cache, { data: { from, ...contact } }) => {
      placeContact(cache, contact);
      // It comes into sight: what belongs to it may have been asked for in vain.
      if (!canSeeContact(cache.me, { owner: from })) markRelatedStale(cache, contact.id);
    },
    "lead:merged": (cache, { data: { merged, ...contact } }) => {
      removeContact(cache, merged);
      replaceContact(cache, merged, contact.id);
      placeContact(cache, contact);
      markRelatedStale(cache, contact.id);
    },
    "lead:deleted": (cache, { data }) => {
      removeContact(cache, data.id);
      replaceContact(cache, data.id, data.mergedInto ?? null);
    },
    "record:hidden": (cache, { data: { id, deleted } }) => {
      removeContact(cache, id);
      cache.markStale(contactKeys.history(id));
      if (deleted) replaceContact(cache, id, null);
    },
  },
  subject: ({ kind, data }) => ({
    name: kind === "record:hidden" ? "" : data.name,
    entity: { type: "contact", id: data.id },
    stage: kind === "lead:stage" ? data.to : undefined,
  }),
  sentence: ({ kind, actor, data }, t) => {
    switch (kind) {
      case "lead:activity":
        return { context: activityVariant(data.activity) };
      case "lead:assigned":
        return { context: ownerVariant(data.owner, actor?.id), values: { owner: data.owner?.name } };
      case "lead:deleted":
        return { context: data.mergedInto ? "merged" : undefined };
      case "lead:stage":
        return { context: data.to };
      case "lead:status":
        return { values: { status: t(`status.${data.to}`) } };
      default:
        return {};
    }
  },
  link: (id) => `/leads/${id}`,
  watch: "lead",
  page: {
    to: "/leads",
    label: "page.leads",
    icon: IconUsers,
    permission: "leads.work",
    views: LEAD_VIEWS,
  },
  search: {
    group: "contacts",
    label: "page.leads",
    icon: IconUsers,
    hit: ({ id, name, organisation, email, phone }) => ({
      label: name,
      detail: [organisation, email ?? phone].filter(Boolean).join(" · "),
      to: `/leads/${id}`,
    }),
  },
});
