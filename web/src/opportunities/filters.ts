import { OPPORTUNITY_FILTERS, type OpportunitiesSearch } from "../addresses";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { declaredFields, type FilterField } from "../ui/list/filters";
import { usePersonOptions } from "../ui/list/usePersonOptions";
import { useWords } from "../words";

/** What opportunities can be filtered by. */
export function useOpportunityFields({ ownerId }: OpportunitiesSearch): FilterField<OpportunitiesSearch>[] {
  const t = useWords();
  // Those who see only their own leads and unowned ones have no other owner to choose.
  const owners = usePersonOptions(ownerId, can(useMe(), "leads.manage") ? "leads.work" : undefined);
  return declaredFields(OPPORTUNITY_FILTERS, {
    status: { label: t("field.status"), valueLabel: (status) => t(`opportunity.${status}`) },
    ownerId: { label: t("field.owner"), none: t("leads.unowned"), options: owners },
    createdAt: { label: t("opportunities.opened") },
    closedAt: { label: t("opportunities.closed") },
  });
}
