import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";

export type Feedback = Schemas["Feedback"];

const listKey = (contactId: string) => keys.relatedList(contactId, "feedback");

export const feedbackQuery = (contactId: string) =>
  queryOptions({
    queryKey: listKey(contactId),
    queryFn: () => answer(api.GET("/api/feedback/contact/{id}", { params: { path: { id: contactId } } })),
    meta: PERSISTED,
  });

export function placeFeedback(cache: Cache, feedback: Feedback): void {
  cache.placeInWhole(listKey(feedback.contactId), feedback, sortOrder<Feedback>("-createdAt"));
}

export const feedbackNoun = defineNoun({
  entity: "feedback",
  effects: {
    "feedback:created": (cache, { data }) => placeFeedback(cache, data),
  },
  subject: ({ data }) => ({ name: "", entity: { type: "contact", id: data.contactId } }),
});
