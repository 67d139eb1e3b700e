import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";

/** A rated call or meeting with a contact. */
export type Session = Schemas["Session"];

const listKey = (contactId: string) => keys.relatedList(contactId, "sessions");

export const sessionsQuery = (contactId: string) =>
  queryOptions({
    queryKey: listKey(contactId),
    queryFn: () => answer(api.GET("/api/sessions/contact/{id}", { params: { path: { id: contactId } } })),
    meta: PERSISTED,
  });

export function placeSession(cache: Cache, session: Session): void {
  cache.placeInWhole(listKey(session.contactId), session, sortOrder<Session>("heldAt"));
}

export const sessionNoun = defineNoun({
  entity: "session",
  effects: {
    "session:created": (cache, { data }) => placeSession(cache, data),
    "session:updated": (cache, { data }) => placeSession(cache, data),
  },
  subject: ({ data }) => ({ name: "", entity: { type: "contact", id: data.contactId } }),
});
