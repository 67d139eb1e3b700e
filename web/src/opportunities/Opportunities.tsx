import { Group } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { OpportunitiesSearch } from "../addresses";
import { PersonName } from "../ui/Avatar";
import { OpportunityStatusBadge } from "../ui/Badges";
import type { Column } from "../ui/list/columns";
import { FilterMenu, FilterPills, ResultCount } from "../ui/list/FilterMenu";
import { isFiltered } from "../ui/list/filters";
import { TablePage } from "../ui/list/TablePage";
import { useWords } from "../words";
import { count, day, money } from "../words/format";
import { LEAD_COLUMN, TITLE_COLUMN } from "./columns";
import { useOpportunityFields } from "./filters";
import { type ListedOpportunity, opportunitiesQuery, opportunityTotalQuery } from "./noun";

const page = getRouteApi("/inside/opportunities");

const COLUMNS: readonly Column<ListedOpportunity>[] = [
  TITLE_COLUMN,
  LEAD_COLUMN,
  { id: "status", word: "field.status", cell: ({ status }) => <OpportunityStatusBadge status={status} /> },
  {
    id: "value",
    word: "field.value",
    align: "end",
    cell: ({ expectedValue, currency }) => money(expectedValue, currency),
  },
  {
    id: "closes",
    word: "opportunities.closes",
    cell: ({ closedAt, expectedCloseOn }) => {
      const closes = closedAt ?? expectedCloseOn;
      return closes ? day(closes) : "—";
    },
  },
  { id: "owner", word: "field.owner", cell: ({ owner }) => owner && <PersonName person={owner} /> },
];

/** The opportunities: open, won and lost. */
export function Opportunities() {
  const t = useWords();
  const navigate = page.useNavigate();
  const filter = page.useSearch();
  const fields = useOpportunityFields(filter);
  const setFilter = (search: OpportunitiesSearch) => void navigate({ search });
  const total = useQuery(opportunityTotalQuery(filter)).data;
  return (
    <TablePage
      title={t("page.opportunities")}
      query={useInfiniteQuery(opportunitiesQuery(filter))}
      columns={COLUMNS}
      empty={{
        icon: IconTargetArrow,
        title: t("opportunities.empty"),
        hint: t("opportunities.emptyHint"),
        isFiltered: isFiltered(filter),
        onClear: () => setFilter({}),
      }}
    >
      <Group gap="xs">
        <FilterPills fields={fields} filter={filter} onChange={setFilter} />
        <ResultCount>
          {total === undefined ? undefined : t("opportunities.total", { count: total, n: count(total) })}
        </ResultCount>
        <FilterMenu fields={fields} filter={filter} onChange={setFilter} />
      </Group>
    </TablePage>
  );
}
