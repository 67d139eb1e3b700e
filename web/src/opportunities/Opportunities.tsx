import { Button, Text } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { OpportunitiesSearch } from "../addresses";
import { useMe } from "../session/me";
import { PersonName } from "../ui/Avatar";
import { OpportunityStatusBadge } from "../ui/Badges";
import type { VirtualColumn } from "../ui/list/columns";
import { TablePage } from "../ui/list/TablePage";
import { useWords } from "../words";
import { count, day, money } from "../words/format";
import { ContactLink, LEAD_COLUMN, TITLE_COLUMN, TitleText } from "./columns";
import { useOpportunityFields } from "./filters";
import { type ListedOpportunity, OPPORTUNITY_VIEWS, opportunitiesQuery, opportunityTotalQuery } from "./noun";

const page = getRouteApi("/inside/opportunities");

const worthOf = ({ expectedValue, currency }: ListedOpportunity) => money(expectedValue, currency);

const COLUMNS: readonly VirtualColumn<ListedOpportunity>[] = [
  LEAD_COLUMN,
  {
    id: "status",
    word: "field.status",
    width: 110,
    cell: ({ status }) => <OpportunityStatusBadge status={status} />,
  },
  { id: "value", word: "field.value", width: 120, align: "end", cell: worthOf },
  {
    id: "closes",
    word: "opportunities.closes",
    width: 130,
    cell: ({ closedAt, expectedCloseOn }) => {
      const closes = closedAt ?? expectedCloseOn;
      return closes ? day(closes) : "—";
    },
  },
  {
    id: "owner",
    word: "field.owner",
    width: 140,
    grow: 1,
    cell: ({ owner }) => owner && <PersonName person={owner} />,
  },
];
const DEFAULTS = COLUMNS.map(({ id }) => id);

/** The opportunities: open, won and lost. */
export function Opportunities() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const filter = page.useSearch();
  const total = useQuery(opportunityTotalQuery(filter)).data;
  return (
    <TablePage
      title={t("page.opportunities")}
      list={OPPORTUNITY_VIEWS}
      common={[
        { id: "all", name: t("opportunities.all"), filter: {} },
        { id: "mine", name: t("opportunities.mine"), filter: { ownerId: me.id, status: "OPEN" } },
      ]}
      fields={useOpportunityFields(filter)}
      filter={filter}
      setFilter={(search: OpportunitiesSearch) => void navigate({ search })}
      total={total === undefined ? undefined : t("opportunities.total", { count: total, n: count(total) })}
      query={useInfiniteQuery(opportunitiesQuery(filter))}
      first={TITLE_COLUMN}
      columns={COLUMNS}
      defaults={DEFAULTS}
      rowName={titleOf}
      card={opportunityCard}
      empty={{
        icon: IconTargetArrow,
        title: t("opportunities.empty"),
        hint: t("opportunities.emptyHint"),
        action: (
          <Button component={Link} to="/leads?stage=SQL">
            {t("opportunities.toLeads")}
          </Button>
        ),
      }}
    />
  );
}

const titleOf = ({ title }: ListedOpportunity) => title;

function opportunityCard(opportunity: ListedOpportunity) {
  return {
    main: (
      <>
        <Text size="sm" truncate>
          <TitleText title={opportunity.title} />
        </Text>
        <Text size="sm" truncate>
          <ContactLink row={opportunity} />
        </Text>
      </>
    ),
    aside: (
      <>
        <Text size="sm" ta="end" className="number">
          {worthOf(opportunity)}
        </Text>
        <OpportunityStatusBadge status={opportunity.status} />
      </>
    ),
  };
}
