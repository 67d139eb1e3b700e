import { Box, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Days, performance } from "../api/reads";
import { Named } from "../ui/Face";
import { useWords } from "../words";
import { count, worth } from "../words/format";

/** Who did how much; those who won most first. */
export function TopSales({ days }: { days: Days }) {
  const t = useWords();
  const people = useQuery(performance(days)).data ?? [];
  return (
    <Box className="panel" p="md" component="section" aria-label={t("top.title")}>
      <Title order={2} fz="sm" mb="xs">
        {t("top.title")}
      </Title>
      {people.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("top.empty")}
        </Text>
      ) : (
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
                    {count(one.dealsWon.count)}
                  </Table.Td>
                  <Table.Td ta="end" className="number" fw={600}>
                    {worth(one.dealsWon.value) || "—"}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Box>
  );
}
