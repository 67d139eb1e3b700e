import { Box, SegmentedControl } from "@mantine/core";
import { IconLayoutKanban, IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { IconLabel } from "../ui/IconLabel";
import { FilterBar } from "../ui/list/FilterBar";
import { SavedViews } from "../ui/list/SavedViews";
import { PageHeader } from "../ui/PageHeader";
import { useWords } from "../words";
import { count } from "../words/format";
import { BulkProgress } from "./BulkProgress";
import { useCommonViews, useLeadFields } from "./filters";
import { LeadActions } from "./LeadActions";
import { LeadBoard } from "./LeadBoard";
import { LeadTable } from "./LeadTable";
import { type ContactFilter, contactTotalQuery, LEAD_VIEWS } from "./noun";

const page = getRouteApi("/inside/leads");

/** The leads, as a table or as a board. The address holds the filter. */
export function Leads() {
  const t = useWords();
  const navigate = page.useNavigate();
  const { as, ...filter } = page.useSearch();
  const { sort: _, ...criteria } = filter;
  const setFilter = (filter: ContactFilter) => void navigate({ search: { as, ...filter } });
  const isBoard = as === "board";
  const total = useQuery(contactTotalQuery(criteria)).data;
  return (
    <Box className="fill edge">
      <PageHeader
        title={t("page.leads")}
        aside={
          <SavedViews list={LEAD_VIEWS} common={useCommonViews()} filter={filter} onChange={setFilter} />
        }
        filters={
          <FilterBar
            searchLabel={t("leads.search")}
            fields={useLeadFields(filter, isBoard)}
            filter={filter}
            onChange={setFilter}
            total={total === undefined ? undefined : t("leads.total", { count: total, n: count(total) })}
          />
        }
      >
        <SegmentedControl
          aria-label={t("leads.as")}
          value={as ?? "table"}
          onChange={(value) => {
            const as = value === "board" ? "board" : undefined;
            void navigate({ search: { ...filter, as } });
          }}
          data={[
            { value: "table", label: <IconLabel icon={IconTable} label={t("leads.table")} /> },
            { value: "board", label: <IconLabel icon={IconLayoutKanban} label={t("leads.board")} /> },
          ]}
        />
        <LeadActions filter={filter} />
      </PageHeader>
      <div className="notices">
        <BulkProgress />
      </div>
      {isBoard ? (
        <Box className="fill padded">
          <LeadBoard filter={filter} />
        </Box>
      ) : (
        <LeadTable filter={filter} setFilter={setFilter} />
      )}
    </Box>
  );
}
