import { Button, Text } from "@mantine/core";
import { IconTrophy } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { DealsSearch } from "../addresses";
import { ContactLink, LEAD_COLUMN, TITLE_COLUMN, TitleText } from "../opportunities/columns";
import { useMe } from "../session/me";
import { PersonName } from "../ui/Avatar";
import type { VirtualColumn } from "../ui/list/columns";
import { TablePage } from "../ui/list/TablePage";
import { useWords } from "../words";
import { count, day, money } from "../words/format";
import { useDealFields } from "./filters";
import { DEAL_VIEWS, dealsQuery, dealTotalQuery, type ListedDeal } from "./noun";

const page = getRouteApi("/inside/deals");

const COLUMNS: readonly VirtualColumn<ListedDeal>[] = [
  LEAD_COLUMN,
  {
    id: "value",
    word: "field.value",
    width: 120,
    align: "end",
    cell: ({ value, currency }) => money(value, currency),
  },
  { id: "closedAt", word: "deals.closedOn", width: 130, cell: ({ closedAt }) => day(closedAt) },
  {
    id: "closedBy",
    word: "deals.closedBy",
    width: 140,
    grow: 1,
    cell: ({ closedBy }) => closedBy && <PersonName person={closedBy} />,
  },
];
const DEFAULTS = COLUMNS.map(({ id }) => id);

/** The deals that were won, the latest first. */
export function Deals() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const filter = page.useSearch();
  const total = useQuery(dealTotalQuery(me.companyId, filter)).data;
  return (
    <TablePage
      title={t("page.deals")}
      list={DEAL_VIEWS}
      common={[
        { id: "all", name: t("deals.all"), filter: {} },
        { id: "mine", name: t("deals.mine"), filter: { closedBy: me.id } },
      ]}
      fields={useDealFields(filter)}
      filter={filter}
      setFilter={(search: DealsSearch) => void navigate({ search })}
      total={total === undefined ? undefined : t("deals.total", { count: total, n: count(total) })}
      query={useInfiniteQuery(dealsQuery(me.companyId, { ...filter, sort: "-closedAt" }))}
      first={TITLE_COLUMN}
      columns={COLUMNS}
      defaults={DEFAULTS}
      rowName={titleOf}
      card={dealCard}
      empty={{
        icon: IconTrophy,
        title: t("deals.empty"),
        hint: t("deals.emptyHint"),
        action: (
          <Button component={Link} to="/opportunities?status=OPEN">
            {t("deals.toOpportunities")}
          </Button>
        ),
      }}
    />
  );
}

const titleOf = ({ title }: ListedDeal) => title;

function dealCard(deal: ListedDeal) {
  return {
    main: (
      <>
        <Text size="sm" truncate>
          <TitleText title={deal.title} />
        </Text>
        <Text size="sm" truncate>
          <ContactLink row={deal} />
        </Text>
      </>
    ),
    aside: (
      <>
        <Text size="sm" ta="end" className="number">
          {money(deal.value, deal.currency)}
        </Text>
        <Text size="xs" c="dimmed" ta="end">
          {day(deal.closedAt)}
        </Text>
      </>
    ),
  };
}
