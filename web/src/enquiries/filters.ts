import { QUEUE_FILTERS, type QueueSearch } from "../addresses";
import type { Me } from "../employees/noun";
import { declaredFields, type FilterField } from "../ui/list/filters";
import { usePersonOptions } from "../ui/list/usePersonOptions";
import { useWords } from "../words";
import type { EnquiryFilter } from "./noun";

export const TABS = ["unclaimed", "mine", "all"] as const;
export type Tab = (typeof TABS)[number];

/** What a tab itself narrows its list by. */
const FIXED: Record<Tab, readonly (keyof QueueSearch)[]> = {
  unclaimed: ["status", "claimedBy"],
  mine: ["claimedBy"],
  all: [],
};

/** The list of a tab. The unclaimed enquiry that has waited longest comes first, elsewhere the newest. */
function tabFilter(tab: Tab, me: Me): EnquiryFilter {
  if (tab === "unclaimed") return { status: "unclaimed", sort: "createdAt" };
  return tab === "mine" ? { claimedBy: me.id, sort: "-createdAt" } : { sort: "-createdAt" };
}

/** The filter that the address adds to that of a tab. */
export function searchFilter({ tab: _, open: __, ...search }: QueueSearch, tab: Tab): EnquiryFilter {
  const added = Object.entries(search).filter(
    ([name, value]) => value !== undefined && !FIXED[tab].some((fixed) => fixed === name),
  );
  return Object.fromEntries(added);
}

/** The enquiries that a tab shows. */
export function queueFilter(search: QueueSearch, tab: Tab, me: Me): EnquiryFilter {
  return { ...tabFilter(tab, me), ...searchFilter(search, tab) };
}

/** What the enquiries of a tab can be filtered by. */
export function useQueueFields({ claimedBy }: QueueSearch, tab: Tab): FilterField<QueueSearch>[] {
  const t = useWords();
  const people = usePersonOptions(claimedBy, "enquiries.work");
  const fields = declaredFields(QUEUE_FILTERS, {
    status: { label: t("field.status"), valueLabel: (status) => t(`enquiryStatus.${status}`) },
    priority: { label: t("field.priority"), valueLabel: (priority) => t(`priority.${priority}`) },
    source: { label: t("field.source"), placeholder: t("leads.exactValue") },
    claimedBy: { label: t("queue.claimedBy"), none: t("queue.noOne"), options: people },
    createdAt: { label: t("queue.received") },
  });
  return fields.filter(({ name }) => !FIXED[tab].includes(name));
}
