import { DEAL_FILTERS, type DealsSearch } from "../addresses";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { declaredFields, type FilterField } from "../ui/list/filters";
import { usePersonOptions } from "../ui/list/usePersonOptions";
import { useWords } from "../words";

/** What deals can be filtered by. */
export function useDealFields({ closedBy }: DealsSearch): FilterField<DealsSearch>[] {
  const t = useWords();
  const people = usePersonOptions(closedBy, can(useMe(), "leads.manage") ? "leads.work" : undefined);
  return declaredFields(DEAL_FILTERS, {
    closedBy: { label: t("deals.closedBy"), none: t("filter.none"), options: people },
    closedAt: { label: t("deals.closedOn") },
  });
}
