import { NONE } from "../live/filterValues";
import { FILTERS } from "../protocol/filters";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { dayRange, declaredFields, type FilterField } from "../ui/list/filters";
import { usePersonOptions } from "../ui/list/usePersonOptions";
import type { View } from "../ui/list/views";
import { useWords } from "../words";
import { count } from "../words/format";
import type { ContactFilter } from "./noun";

/** What leads can be filtered by. A board has a column for each stage, and no input for it. */
export function useLeadFields(filter: ContactFilter, isBoard: boolean): FilterField<ContactFilter>[] {
  const t = useWords();
  const ids = filter.ids?.split(",").length ?? 0;
  const none = t("filter.none");
  // Those who see only their own leads and unowned ones have no other owner to choose.
  const owners = usePersonOptions(filter.ownerId, can(useMe(), "leads.manage") ? "leads.work" : undefined);
  const declared = declaredFields(FILTERS["/api/leads"], {
    stage: { label: t("field.stage"), valueLabel: (stage) => t(`stage.${stage}`), isHidden: isBoard },
    status: { label: t("field.status"), valueLabel: (status) => t(`status.${status}`) },
    source: { label: t("field.source"), placeholder: t("leads.exactValue"), none },
    tag: { label: t("field.tag"), placeholder: t("leads.exactValue"), none },
    ownerId: { label: t("field.owner"), none: t("leads.unowned"), options: owners },
    email: { label: t("field.email"), placeholder: t("leads.wholeAddress"), none },
    unsubscribed: { label: t("record.unsubscribed") },
    createdAt: { label: t("field.createdAt") },
    updatedAt: { label: t("field.updatedAt") },
    ids: { label: "", pill: t("bulk.selected", { count: ids, n: count(ids) }), isHidden: true },
  });
  return [
    ...declared,
    { type: "flag", name: "unowned", label: "", pill: t("leads.owned"), isHidden: true },
    { type: "text", name: "phone", label: t("field.phone"), isHidden: true },
    ...useCohortFields(filter),
  ];
}

/** The stage that leads have entered, the days on which they did, and whether they have advanced since. */
function useCohortFields({ entered, enteredFrom, enteredTo }: ContactFilter): FilterField<ContactFilter>[] {
  const t = useWords();
  if (!entered) return [];
  const stage = t(`stage.${entered}`);
  const days = dayRange(enteredFrom, enteredTo);
  return [
    {
      type: "choice",
      name: "entered",
      label: "",
      with: ["enteredFrom", "enteredTo", "advanced"],
      pill: days === "" ? t("funnel.openEntered", { stage }) : t("leads.entered", { stage, days }),
      isHidden: true,
    },
    { type: "flag", name: "advanced", label: t("leads.advanced"), isHidden: true },
  ];
}

export function useCommonViews(): View<ContactFilter>[] {
  const t = useWords();
  const me = useMe();
  return [
    { id: "all", name: t("leads.all"), filter: {} },
    { id: "mine", name: t("leads.mine"), filter: { ownerId: me.id } },
    { id: "unowned", name: t("leads.unownedView"), filter: { ownerId: NONE } },
    { id: "recent", name: t("leads.recent"), filter: { sort: "-updatedAt" } },
  ];
}
