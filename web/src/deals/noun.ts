import { IconTrophy } from "@tabler/icons-react";
import { type DealsSearch, dealsSearch } from "../addresses";
import { api, read } from "../api/client";
import { type ListQueryOf, listQuery, PAGE_SIZE, TOTAL_ONLY, totalQuery } from "../api/paging";
import { keys } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import type { ViewedList } from "../ui/list/views";

export type Deal = Schemas["Deal"];
export type ListedDeal = Schemas["ListedDeal"];
export type DealFilter = ListQueryOf<"deals_deals_of_company">;

/** Rows carry names and sums of other records: the list is a figure, read again when events may have changed it. */
export const dealsQuery = (companyId: string, filter: DealFilter) =>
  listQuery([...keys.figures, "deals", filter], (cursor) =>
    read(
      api.GET("/api/deals/company/{id}", {
        params: { path: { id: companyId }, query: { ...filter, cursor, limit: PAGE_SIZE } },
      }),
    ),
  );

export const dealTotalQuery = (companyId: string, filter: DealFilter) =>
  totalQuery(["dealTotal", filter], () =>
    read(
      api.GET("/api/deals/company/{id}", {
        params: { path: { id: companyId }, query: { ...filter, ...TOTAL_ONLY } },
      }),
    ),
  );

export const DEAL_VIEWS: ViewedList<DealsSearch> = {
  id: "deals",
  parse: dealsSearch,
  total: (filter, { companyId }) => dealTotalQuery(companyId, filter),
};

export const dealNoun = defineNoun({
  entity: "deal",
  effects: {
    "deal:created": (cache, { data }) =>
      cache.placeInWhole(keys.relatedList(data.contactId, "deals"), data, sortOrder<Deal>("-createdAt")),
  },
  subject: ({ data }) => ({ name: "", entity: { type: "contact", id: data.contactId } }),
  page: {
    to: "/deals",
    label: "page.deals",
    icon: IconTrophy,
    permission: "leads.work",
    views: DEAL_VIEWS,
  },
});
