import { Badge, Box, Tabs } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { QueueSearch } from "../addresses";
import { useMe } from "../session/me";
import { Drawer } from "../ui/form/Dialog";
import { useCommands } from "../ui/keyboard/useCommands";
import { SearchInput } from "../ui/list/FilterBar";
import { ActiveFilters, FilterMenu } from "../ui/list/FilterMenu";
import { isFiltered } from "../ui/list/filters";
import { PageHeader } from "../ui/PageHeader";
import { useWords } from "../words";
import { count } from "../words/format";
import { EnquiryPanel } from "./EnquiryPanel";
import { queueFilter, searchFilter, TABS, type Tab, useQueueFields } from "./filters";
import { type EnquiryFilter, enquiryTotalQuery } from "./noun";
import classes from "./Queue.module.css";
import { QueueList } from "./QueueList";

const page = getRouteApi("/inside/enquiries");

/** The incoming enquiries: those that nobody has claimed, one's own, and all. The address holds the filter. */
export function Queue() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const search = page.useSearch();
  const { tab = "unclaimed", open } = search;
  const isWide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const filter = queueFilter(search, tab, me);
  const change: Change = (change, replace) =>
    void navigate({ search: (search) => ({ ...search, ...change }), replace });
  const show = (id: string | undefined) => change({ open: id }, open !== undefined);
  // The drawer closes itself.
  useCommands({ "enquiry.close": isWide && open !== undefined && (() => show(undefined)) });
  return (
    <Box className="fill edge">
      <PageHeader
        title={t("page.enquiries")}
        filters={<QueueBar search={search} tab={tab} change={change} />}
      />
      <QueueFilters search={search} tab={tab} filter={filter} change={change} />
      <Box className={classes.split} data-open={(isWide && open !== undefined) || undefined}>
        <QueueList
          filter={filter}
          isFiltered={isFiltered(searchFilter(search, tab))}
          clearFilter={() => void navigate({ search: { tab: search.tab } })}
          tab={tab}
          open={open}
          show={show}
        />
        {open && isWide && (
          <Box className={classes.panel} component="section" aria-label={t("queue.record")} key={open}>
            <EnquiryPanel id={open} close={() => show(undefined)} />
          </Box>
        )}
      </Box>
      <Drawer
        opened={open !== undefined && !isWide}
        onClose={() => show(undefined)}
        title={t("queue.record")}
      >
        {open && <EnquiryPanel id={open} key={open} />}
      </Drawer>
    </Box>
  );
}

type Change = (change: Partial<QueueSearch>, replace?: boolean) => void;

interface PartProps {
  search: QueueSearch;
  tab: Tab;
  change: Change;
}

/** The view of the queue, its search and its filter form. */
function QueueBar({ search, tab, change }: PartProps) {
  const t = useWords();
  const fields = useQueueFields(search, tab);
  return (
    <div className={classes.bar}>
      <QueueTabs search={search} tab={tab} change={change} />
      <SearchInput
        className={classes.search}
        label={t("queue.search")}
        value={search.q ?? ""}
        onChange={(q) => change({ q: q || undefined }, true)}
      />
      <FilterMenu fields={fields} filter={search} onChange={change} />
    </div>
  );
}

/** What the list is filtered by, and how many match; nothing while it is not filtered. */
function QueueFilters({ search, tab, filter, change }: PartProps & { filter: EnquiryFilter }) {
  const t = useWords();
  const fields = useQueueFields(search, tab);
  const { sort: _, ...criteria } = filter;
  const total = useQuery(enquiryTotalQuery(criteria)).data;
  return (
    <div className={classes.filters}>
      <ActiveFilters
        fields={fields}
        filter={search}
        onChange={change}
        total={total === undefined ? undefined : t("queue.total", { count: total, n: count(total) })}
      />
    </div>
  );
}

function QueueTabs({ search, tab, change }: PartProps) {
  const t = useWords();
  const me = useMe();
  return (
    <Tabs
      value={tab}
      onChange={(value) => {
        const next = value === "unclaimed" ? undefined : (value as "mine" | "all");
        change({ tab: next, open: undefined });
      }}
      className={classes.tabs}
    >
      <Tabs.List>
        {TABS.map((each) => (
          <Tabs.Tab key={each} value={each} rightSection={<Total filter={queueFilter(search, each, me)} />}>
            {t(`queue.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

/** How many enquiries a tab has. */
function Total({ filter: { sort: _, ...filter } }: { filter: EnquiryFilter }) {
  const total = useQuery(enquiryTotalQuery(filter)).data;
  if (total === undefined) return null;
  return (
    <Badge variant="default" size="sm" className="number">
      {count(total)}
    </Badge>
  );
}
