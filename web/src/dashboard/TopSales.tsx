import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PersonName } from "../ui/Avatar";
import type { Column } from "../ui/list/columns";
import { Table } from "../ui/list/Table";
import { Section } from "../ui/Section";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { count, worth } from "../words/format";
import { CountLink } from "./CountLink";
import { won } from "./links";
import { type Days, type PerformanceFigures, performanceQuery } from "./reads";

const MAX_ROWS = 8;

/** The work of each employee in these days, by the value of the deals that they won. */
export function TopSales({ days }: { days: Days }) {
  const t = useWords();
  return (
    <Section title={t("top.title")}>
      <Loaded
        query={useQuery(performanceQuery(days))}
        skeleton={<Skeletons rows={4} height={28} />}
        isEmpty={(people) => people.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("top.empty")}
          </Text>
        }
      >
        {(people) => (
          <Table
            label={t("top.title")}
            columns={columns(days)}
            rows={people.slice(0, MAX_ROWS).map((one) => ({ id: one.employee.id, ...one }))}
            minWidth={520}
            verticalSpacing={8}
          />
        )}
      </Loaded>
    </Section>
  );
}

function columns(days: Days): Column<PerformanceFigures>[] {
  return [
    {
      id: "person",
      word: "top.person",
      cell: ({ employee }) => (
        <Link
          to="/leads"
          search={{ ownerId: employee.id }}
          style={{ color: "inherit", textDecoration: "none" }}
        >
          <PersonName person={employee} size={26} />
        </Link>
      ),
    },
    {
      id: "claimed",
      word: "top.claimed",
      align: "end",
      cell: ({ enquiriesClaimed }) => count(enquiriesClaimed),
    },
    { id: "activities", word: "top.activities", align: "end", cell: ({ activities }) => count(activities) },
    { id: "deals", word: "top.deals", align: "end", cell: (one) => <Won days={days} one={one} /> },
    {
      id: "value",
      word: "top.value",
      align: "end",
      cell: (one) => (
        <Text span inherit fw={600}>
          <Won days={days} one={one}>
            {worth(one.dealsWon.value)}
          </Won>
        </Text>
      ),
    },
  ];
}

/** A link to the deals that somebody won, as their number or their value. */
function Won({ days, one, children }: { days: Days; one: PerformanceFigures; children?: string }) {
  const { count: n } = one.dealsWon;
  if (n === 0) return "—";
  return (
    <CountLink to={won(days, one.employee.id)} n={n}>
      {children}
    </CountLink>
  );
}
