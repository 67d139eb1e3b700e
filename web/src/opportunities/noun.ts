import { IconTargetArrow } from "@tabler/icons-react";
import { queryOptions } from "@tanstack/react-query";
import { type OpportunitiesSearch, opportunitiesSearch } from "../addresses";
import { answer, api, read } from "../api/client";
import { type ListQueryOf, listQuery, PAGE_SIZE, TOTAL_ONLY, totalQuery } from "../api/paging";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import type { ViewedList } from "../ui/list/views";

export type Opportunity = Schemas["Opportunity"];
export type ListedOpportunity = Schemas["ListedOpportunity"];
export type OpportunityStatus = Schemas["OpportunityStatus"];
export type OpportunityFilter = ListQueryOf<"opportunities_list">;

const listKey = (contactId: string) => keys.relatedList(contactId, "opportunities");

/** The opportunities of one contact. */
export const contactOpportunitiesQuery = (contactId: string) =>
  queryOptions({
    queryKey: listKey(contactId),
    // Without the contact's name, which events do not carry and the record shows anyway.
    queryFn: async () => {
      const query = { contactId, limit: 100 };
      const listed = await answer(api.GET("/api/opportunities", { params: { query } }));
      return listed.map(({ contactName: _, ...opportunity }) => opportunity);
    },
    meta: PERSISTED,
  });

/** Rows carry names of contacts: the list is a figure, read again when events may have changed it. */
export const opportunitiesQuery = (filter: OpportunityFilter) =>
  listQuery([...keys.figures, "opportunities", filter], (cursor) =>
    read(api.GET("/api/opportunities", { params: { query: { ...filter, cursor, limit: PAGE_SIZE } } })),
  );

export const opportunityTotalQuery = (filter: OpportunityFilter) =>
  totalQuery(["opportunityTotal", filter], () =>
    read(api.GET("/api/opportunities", { params: { query: { ...filter, ...TOTAL_ONLY } } })),
  );

export const OPPORTUNITY_VIEWS: ViewedList<OpportunitiesSearch> = {
  id: "opportunities",
  parse: opportunitiesSearch,
  total: (filter) => opportunityTotalQuery(filter),
};

export function placeOpportunity(cache: Cache, opportunity: Opportunity): void {
  cache.placeInWhole(listKey(opportunity.contactId), opportunity, sortOrder<Opportunity>("-createdAt"));
}

export const opportunityNoun = defineNoun({
  entity: "opportunity",
  effects: {
    "opportunity:created": (cache, { data }) => placeOpportunity(cache, data),
    "opportunity:updated": (cache, { data }) => placeOpportunity(cache, data),
    "opportunity:won": (cache, { data }) => placeOpportunity(cache, data),
    "opportunity:lost": (cache, { data }) => placeOpportunity(cache, data),
  },
  subject: ({ data }) => ({ name: data.title, entity: { type: "contact", id: data.contactId } }),
  page: {
    to: "/opportunities",
    label: "page.opportunities",
    icon: IconTargetArrow,
    permission: "leads.work",
    views: OPPORTUNITY_VIEWS,
  },
});
