import { IconTargetArrow } from "@tabler/icons-react";
import { queryOptions } from "@tanstack/react-query";
import { type OpportunitiesSearch, opportunitiesSearch } from "../addresses";
import { api, read } from "../api/client";
import { type ListQueryOf, listQuery, PAGE_SIZE, TOTAL_ONLY, totalQuery } from "../api/paging";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import type { ViewedList } from "../ui/list/views";
import { readOpportunities } from "./batch";

export type Opportunity = Schemas["Opportunity"];
export type ListedOpportunity = Schemas["ListedOpportunity"];
export type OpportunityStatus = Schemas["OpportunityStatus"];
export type OpportunityFilter = ListQueryOf<"opportunities_list">;

const listKey = (contactId: string) => keys.relatedList(contactId, "opportunities");

/** The opportunities of one contact. */
export const contactOpportunitiesQuery = (contactId: string) =>
  queryOptions({
    queryKey: listKey(contactId),
    queryFn: () => readOpportunities(contactId),
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
