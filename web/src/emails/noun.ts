import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";

export type Email = Schemas["Email"];
export type EmailWithBody = Schemas["EmailWithBody"];

const listKey = (contactId: string) => keys.relatedList(contactId, "emails");

export const emailsQuery = (contactId: string) =>
  queryOptions({
    queryKey: listKey(contactId),
    queryFn: () => answer(api.GET("/api/emails/contact/{id}", { params: { path: { id: contactId } } })),
    meta: PERSISTED,
  });

export const emailWithBodyQuery = (id: string) =>
  queryOptions({
    queryKey: ["email", id],
    queryFn: () => answer(api.GET("/api/emails/{id}", { params: { path: { id } } })),
  });

export function placeEmail(cache: Cache, email: Email): void {
  cache.placeInWhole(listKey(email.contactId), email, sortOrder<Email>("-createdAt"));
}

export const emailNoun = defineNoun({
  entity: "email",
  effects: {
    "email:sent": (cache, { data }) => placeEmail(cache, data),
    "email:failed": (cache, { data }) => placeEmail(cache, data),
    "email:opened": (cache, { data }) => placeEmail(cache, data),
    "email:clicked": (cache, { data }) => placeEmail(cache, data),
  },
  subject: ({ data }) => ({ name: data.subject, entity: { type: "contact", id: data.contactId } }),
  sentence: ({ data }) => ({ values: { to: data.to } }),
});
