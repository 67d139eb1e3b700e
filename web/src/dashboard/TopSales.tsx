import { Box, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Days, performance } from "../api/reads";
import type { Performance } from "../api/records";
import { Named } from "../ui/Face";
import { Bones, Loaded } from "../ui/states";
import { useWords } from "../words";
import { count, worth } from "../words/format";
import { Figure } from "./Figure";
import { won } from "./links";

/** Who did how much; those who won most first. */
export function TopSales({ days }: { days: Days }) {
  const t = useWords();
  return (
    <Box className="panel" p="md" component="section" aria-label={t("top.title")}>
      <Title order={2} fz="sm" mb="xs">
        {t("top.title")}
      </Title>
      <Loaded
        of={useQuery(performance(days))}
        skeleton={<Bones rows={4} height={28} />}
        isEmpty={(people) => people.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("top.empty")}
          </Text>
        }
      >
        {(people) => (
          <Table.ScrollContainer minWidth={520}>
            <Table verticalSpacing={8} highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("top.person")}</Table.Th>
                  <Table.Th ta="end">{t("top.claimed")}</Table.Th>
                  <Table.Th ta="end">{t("top.activities")}</Table.Th>
                  <Table.Th ta="end">{t("top.deals")}</Table.Th>
                  <Table.Th ta="end">{t("top.value")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {people.slice(0, 8).map((one) => (
                  <Table.Tr key={one.employee.id}>
                    <Table.Td>
                      <Link
                        to="/leads"
                        search={{ ownerId: one.employee.id }}
                        style={{ color: "inherit", textDecoration: "none" }}
                      >
                        <Named person={one.employee} size={26} />
                      </Link>
                    </Table.Td>
                    <Table.Td ta="end" className="number">
                      {count(one.enquiriesClaimed)}
                    </Table.Td>
                    <Table.Td ta="end" className="number">
                      {count(one.activities)}
                    </Table.Td>
                    <Table.Td ta="end" className="number">
                      <Won days={days} one={one} />
                    </Table.Td>
                    <Table.Td ta="end" className="number" fw={600}>
                      <Won days={days} one={one}>
                        {worth(one.dealsWon.value)}
                      </Won>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
    </Box>
  );
}

/** The deals that somebody won, as their number or their worth; none is no link. */
function Won({ days, one, children }: { days: Days; one: Performance; children?: string }) {
  const { count: n } = one.dealsWon;
  if (n === 0) return "—";
  return (
    <Figure to={won(days, one.employee.id)} n={n}>
      {children}
    </Figure>
  );
}
