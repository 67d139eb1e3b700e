import { Anchor, Group, NativeSelect, Table, Text } from "@mantine/core";
import { IconTargetArrow } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { opportunities, opportunityTotal } from "../api/reads";
import { type ListedOpportunity, OPPORTUNITY_STATUSES, type OpportunityStatus } from "../api/records";
import { useZone } from "../session/zone";
import { Mark } from "../ui/Badges";
import { Named } from "../ui/Face";
import { useWords } from "../words";
import { count, day, money } from "../words/format";
import { SalesTable } from "./SalesTable";

const page = getRouteApi("/inside/opportunities");
const HUES = { OPEN: "violet", WON: "teal", LOST: "gray" } as const;

/** What may be sold: open, won and lost. */
export function Opportunities() {
  const t = useWords();
  const navigate = page.useNavigate();
  const filter = page.useSearch();
  useZone();
  const list = useInfiniteQuery(opportunities(filter));
  const total = useQuery(opportunityTotal(filter)).data;
  return (
    <SalesTable
      title={t("page.opportunities")}
      list={list}
      icon={IconTargetArrow}
      isNarrowed={filter.status !== undefined}
      empty={{ title: t("opportunities.empty"), hint: t("opportunities.emptyHint") }}
      tools={
        <Group gap="sm">
          <NativeSelect
            aria-label={t("field.status")}
            value={filter.status ?? ""}
            onChange={(event) => {
              const status = (event.currentTarget.value || undefined) as OpportunityStatus | undefined;
              void navigate({ search: { status } });
            }}
            data={[
              { value: "", label: t("opportunities.any") },
              ...OPPORTUNITY_STATUSES.map((value) => ({ value, label: t(`opportunity.${value}`) })),
            ]}
          />
          {total !== undefined && (
            <Text size="sm" c="dimmed" className="number" role="status">
              {t("opportunities.total", { count: total, n: count(total) })}
            </Text>
          )}
        </Group>
      }
      heads={[
        "field.opportunity",
        "opportunities.lead",
        "field.status",
        "field.value",
        "opportunities.closes",
        "field.owner",
      ]}
      row={(one) => <Row key={one.id} one={one} />}
    />
  );
}

function Row({ one }: { one: ListedOpportunity }) {
  const t = useWords();
  const closes = one.closedAt ?? one.expectedCloseOn;
  return (
    <Table.Tr>
      <Table.Td fw={500}>{one.title}</Table.Td>
      <Table.Td>
        <Anchor component={Link} to={`/leads/${one.contactId}`} size="sm">
          {one.contactName}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Mark hue={HUES[one.status]}>{t(`opportunity.${one.status}`)}</Mark>
      </Table.Td>
      <Table.Td className="number" ta="end">
        {money(one.expectedValue, one.currency)}
      </Table.Td>
      <Table.Td>{closes ? day(closes) : "—"}</Table.Td>
      <Table.Td>{one.owner && <Named person={one.owner} />}</Table.Td>
    </Table.Tr>
  );
}
