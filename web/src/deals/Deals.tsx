import { Group } from "@mantine/core";
import { IconTrophy } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { DealsSearch } from "../addresses";
import { LEAD_COLUMN, TITLE_COLUMN } from "../opportunities/columns";
import { useMe } from "../session/me";
import { PersonName } from "../ui/Avatar";
import type { Column } from "../ui/list/columns";
import { FilterMenu, FilterPills, ResultCount } from "../ui/list/FilterMenu";
import { isFiltered } from "../ui/list/filters";
import { TablePage } from "../ui/list/TablePage";
import { useWords } from "../words";
import { count, day, money } from "../words/format";
import { useDealFields } from "./filters";
import { dealsQuery, dealTotalQuery, type ListedDeal } from "./noun";

const page = getRouteApi("/inside/deals");

const COLUMNS: readonly Column<ListedDeal>[] = [
  TITLE_COLUMN,
  LEAD_COLUMN,
  { id: "value", word: "field.value", align: "end", cell: ({ value, currency }) => money(value, currency) },
  { id: "closedAt", word: "deals.closedOn", cell: ({ closedAt }) => day(closedAt) },
  {
    id: "closedBy",
    word: "deals.closedBy",
    cell: ({ closedBy }) => closedBy && <PersonName person={closedBy} />,
  },
];

/** The deals that were won, the latest first. */
export function Deals() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const filter = page.useSearch();
  const fields = useDealFields(filter);
  const setFilter = (search: DealsSearch) => void navigate({ search });
  const total = useQuery(dealTotalQuery(me.companyId, filter)).data;
  return (
    <TablePage
      title={t("page.deals")}
      query={useInfiniteQuery(dealsQuery(me.companyId, { ...filter, sort: "-closedAt" }))}
      columns={COLUMNS}
      empty={{
        icon: IconTrophy,
        title: t("deals.empty"),
        hint: t("deals.emptyHint"),
        isFiltered: isFiltered(filter),
        onClear: () => setFilter({}),
      }}
    >
      <Group gap="xs">
        <FilterPills fields={fields} filter={filter} onChange={setFilter} />
        <ResultCount>
          {total === undefined ? undefined : t("deals.total", { count: total, n: count(total) })}
        </ResultCount>
        <FilterMenu fields={fields} filter={filter} onChange={setFilter} />
      </Group>
    </TablePage>
  );
}
