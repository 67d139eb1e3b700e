import { Anchor, Group, Pill, Table, Text } from "@mantine/core";
import { IconTrophy } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { DealsSearch } from "../addresses";
import { colleagues, deals, dealTotal } from "../api/reads";
import type { ListedDeal } from "../api/records";
import { useMe } from "../session/me";
import { useZone } from "../session/zone";
import { Named } from "../ui/Face";
import { useWords } from "../words";
import { count, day, money } from "../words/format";
import { SalesTable } from "./SalesTable";

const page = getRouteApi("/inside/deals");

/** What was sold, the latest first: of some days, by somebody. */
export function Deals() {
  const t = useWords();
  const me = useMe();
  const filter = page.useSearch();
  useZone();
  const list = useInfiniteQuery(deals(me.companyId, { ...filter, sort: "-closedAt" }));
  return (
    <SalesTable
      title={t("page.deals")}
      list={list}
      icon={IconTrophy}
      isNarrowed={Object.values(filter).some((asked) => asked !== undefined)}
      empty={{ title: t("deals.empty"), hint: t("deals.emptyHint") }}
      tools={<Chips filter={filter} />}
      heads={["field.opportunity", "opportunities.lead", "field.value", "deals.closedOn", "deals.closedBy"]}
      row={(deal) => <Row key={deal.id} deal={deal} />}
    />
  );
}

/** What narrows the list, and how many deals that are. */
function Chips({ filter }: { filter: DealsSearch }) {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const people = useQuery(colleagues).data ?? [];
  const total = useQuery(dealTotal(me.companyId, filter)).data;
  const days = [filter.from, filter.to].map((date) => date && day(date)).join(" – ");
  const closer = people.find(({ id }) => id === filter.closedBy)?.name ?? "…";
  const chips: [string, string, DealsSearch][] = [];
  if (filter.from || filter.to) {
    chips.push(["days", t("deals.closedIn", { days }), { from: undefined, to: undefined }]);
  }
  if (filter.closedBy) chips.push(["closer", `${t("deals.closedBy")}: ${closer}`, { closedBy: undefined }]);
  return (
    <Group gap="xs">
      {chips.map(([key, label, without]) => (
        <Pill
          key={key}
          withRemoveButton
          size="md"
          onRemove={() => void navigate({ search: { ...filter, ...without } })}
          removeButtonProps={{ "aria-label": t("leads.drop", { label }), tabIndex: 0, "aria-hidden": false }}
        >
          {label}
        </Pill>
      ))}
      {total !== undefined && (
        <Text size="sm" c="dimmed" className="number" role="status">
          {t("deals.total", { count: total, n: count(total) })}
        </Text>
      )}
    </Group>
  );
}

function Row({ deal }: { deal: ListedDeal }) {
  return (
    <Table.Tr>
      <Table.Td fw={500}>{deal.title}</Table.Td>
      <Table.Td>
        <Anchor component={Link} to={`/leads/${deal.contactId}`} size="sm">
          {deal.contactName}
        </Anchor>
      </Table.Td>
      <Table.Td className="number" ta="end">
        {money(deal.value, deal.currency)}
      </Table.Td>
      <Table.Td>{day(deal.closedAt)}</Table.Td>
      <Table.Td>{deal.closedBy && <Named person={deal.closedBy} />}</Table.Td>
    </Table.Tr>
  );
}
