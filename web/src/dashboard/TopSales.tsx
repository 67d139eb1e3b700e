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
import classes from "./Dashboard.module.css";
import { won } from "./links";
import { type Days, type PerformanceFigures, performanceQuery } from "./reads";

const MAX_ROWS = 8;

/** The work of each employee in these days, by the value of the deals that they won; `isShort`: their deals only. */
export function TopSales({ days, isShort }: { days: Days; isShort: boolean }) {
  const t = useWords();
  return (
    <Section title={t("top.title")} isPlain>
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
            columns={isShort ? [person, ...deals(days)] : [person, ...work, ...deals(days)]}
            rows={people.slice(0, MAX_ROWS).map((one) => ({ id: one.employee.id, ...one }))}
            minWidth={isShort ? 0 : 520}
            verticalSpacing={6}
          />
        )}
      </Loaded>
    </Section>
  );
}

const person: Column<PerformanceFigures> = {
  id: "person",
  word: "top.person",
  cell: ({ employee }) => (
    <Link to="/leads" search={{ ownerId: employee.id }} className={classes.countLink}>
      <PersonName person={employee} />
    </Link>
  ),
};

const work: readonly Column<PerformanceFigures>[] = [
  {
    id: "claimed",
    word: "top.claimed",
    align: "end",
    cell: ({ enquiriesClaimed }) => count(enquiriesClaimed),
  },
  { id: "activities", word: "top.activities", align: "end", cell: ({ activities }) => count(activities) },
];

const deals = (days: Days): Column<PerformanceFigures>[] => [
  { id: "deals", word: "top.deals", align: "end", cell: (one) => <Won days={days} one={one} /> },
  {
    id: "value",
    word: "top.value",
    align: "end",
    cell: (one) => (
      <Text span inherit fw={500}>
        <Won days={days} one={one}>
          {worth(one.dealsWon.value)}
        </Won>
      </Text>
    ),
  },
];

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
