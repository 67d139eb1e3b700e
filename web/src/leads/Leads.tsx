import { Box, Group, SegmentedControl, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconLayoutKanban, IconTable } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import type { ContactFilter } from "../api/records";
import { useWords } from "../words";
import { Board } from "./Board";
import { BulkProgress } from "./BulkProgress";
import { FilterBar } from "./FilterBar";
import { LeadActions } from "./LeadActions";
import { LeadTable } from "./LeadTable";
import { SavedViews } from "./SavedViews";

const page = getRouteApi("/inside/leads");

/** The leads, as a table or as a board; what narrows them stands in the address. */
export function Leads() {
  const t = useWords();
  const navigate = page.useNavigate();
  const { as, ...filter } = page.useSearch();
  const setFilter = (filter: ContactFilter) => void navigate({ search: { as, ...filter } });
  useDocumentTitle(`${t("page.leads")} · Tandem`);
  return (
    <Box className="fill">
      <Group justify="space-between" mb="sm">
        <Group gap="sm">
          <Title order={1}>{t("page.leads")}</Title>
          <SavedViews filter={filter} setFilter={setFilter} />
        </Group>
        <Group gap="xs">
          <SegmentedControl
            aria-label={t("leads.as")}
            value={as ?? "table"}
            onChange={(value) => {
              const as = value === "board" ? "board" : undefined;
              void navigate({ search: { ...filter, as } });
            }}
            data={[
              { value: "table", label: <Choice icon={IconTable} label={t("leads.table")} /> },
              { value: "board", label: <Choice icon={IconLayoutKanban} label={t("leads.board")} /> },
            ]}
          />
          <LeadActions filter={filter} />
        </Group>
      </Group>
      <FilterBar filter={filter} setFilter={setFilter} hasStage={as !== "board"} />
      <BulkProgress />
      {as === "board" ? <Board filter={filter} /> : <LeadTable filter={filter} setFilter={setFilter} />}
    </Box>
  );
}

function Choice({ icon: Icon, label }: { icon: typeof IconTable; label: string }) {
  return (
    <Group gap={6} wrap="nowrap" h={22}>
      <Icon size={16} aria-hidden />
      <span className="roomy">{label}</span>
    </Group>
  );
}
