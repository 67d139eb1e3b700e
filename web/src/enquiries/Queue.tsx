import { Badge, Box, Drawer, Group, NativeSelect, Pill, Tabs, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { QueueSearch } from "../addresses";
import { enquiryTotal } from "../api/reads";
import type { EnquiryFilter, Me, Priority } from "../api/records";
import { useMe } from "../session/me";
import { useTyped } from "../ui/typed";
import { useWords } from "../words";
import { count, day } from "../words/format";
import { EnquiryPanel } from "./EnquiryPanel";
import classes from "./Queue.module.css";
import { QueueList } from "./QueueList";

const page = getRouteApi("/inside/enquiries");

export const TABS = ["unclaimed", "mine", "all"] as const;
export type Tab = (typeof TABS)[number];

/** Who waits longest comes first; one's own and all, the newest first. */
function filterOf(tab: Tab, me: Me): EnquiryFilter {
  if (tab === "unclaimed") return { status: "unclaimed", sort: "createdAt" };
  return tab === "mine" ? { claimedBy: me.id, sort: "-createdAt" } : { sort: "-createdAt" };
}

/** What the address asks for on every tab. */
function asked({ q, priority, source, sort, createdFrom, createdTo }: QueueSearch): EnquiryFilter {
  return { q, priority, source, createdFrom, createdTo, ...(sort && { sort }) };
}

export function Queue() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const search = page.useSearch();
  const { tab = "unclaimed", open, q, priority, createdFrom, createdTo } = search;
  const isWide = useMediaQuery("(min-width: 62em)", true);
  const [text, setText] = useTyped(
    q ?? "",
    (q) => void navigate({ search: (search) => ({ ...search, q: q || undefined }), replace: true }),
  );
  const narrowed = (each: Tab): EnquiryFilter => ({
    ...filterOf(each, me),
    ...asked(search),
    // The first tab has a status of its own.
    ...(search.status && each !== "unclaimed" && { status: search.status }),
  });
  const filter = narrowed(tab);
  const show = (id: string | undefined) =>
    void navigate({ search: (search) => ({ ...search, open: id }), replace: open !== undefined });
  useDocumentTitle(`${t("page.enquiries")} · Tandem`);
  return (
    <Box className="fill">
      <Group justify="space-between" mb="sm">
        <Title order={1}>{t("page.enquiries")}</Title>
        <Group gap="xs" wrap="nowrap" flex={{ base: "1 1 100%", xs: "0 1 auto" }}>
          <NativeSelect
            aria-label={t("field.priority")}
            value={priority ?? ""}
            onChange={(event) => {
              const chosen = (event.currentTarget.value || undefined) as Priority | undefined;
              void navigate({ search: (search) => ({ ...search, priority: chosen }) });
            }}
            data={[
              { value: "", label: t("queue.anyPriority") },
              ...(["high", "medium", "low"] as const).map((value) => ({
                value,
                label: t(`priority.${value}`),
              })),
            ]}
          />
          <TextInput
            flex={1}
            aria-label={t("queue.search")}
            placeholder={t("queue.search")}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </Group>
      </Group>
      <ReceivedDays
        from={createdFrom}
        to={createdTo}
        filter={filter}
        clear={() =>
          void navigate({ search: (search) => ({ ...search, createdFrom: undefined, createdTo: undefined }) })
        }
      />
      <Tabs
        value={tab}
        onChange={(value) => {
          const next = value === "unclaimed" ? undefined : (value as "mine" | "all");
          void navigate({ search: (search) => ({ ...search, tab: next, open: undefined }) });
        }}
        mb="sm"
      >
        <Tabs.List>
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each} rightSection={<Total filter={narrowed(each)} />}>
              {t(`queue.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Box className={classes.split} data-open={(isWide && open !== undefined) || undefined}>
        <QueueList filter={filter} tab={tab} open={open} show={show} />
        {open && isWide && (
          <Box className="panel" component="section" aria-label={t("queue.record")} key={open}>
            <EnquiryPanel id={open} close={() => show(undefined)} />
          </Box>
        )}
      </Box>
      <Drawer
        opened={open !== undefined && !isWide}
        onClose={() => show(undefined)}
        position="right"
        size="100%"
        title={t("queue.record")}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        {open && <EnquiryPanel id={open} key={open} />}
      </Drawer>
    </Box>
  );
}

interface DaysProps {
  from: string | undefined;
  to: string | undefined;
  filter: EnquiryFilter;
  clear: () => void;
}

/** The days of which the enquiries are, and how many that are: where a number of the dashboard leads. */
function ReceivedDays({ from, to, filter: { sort: _, ...filter }, clear }: DaysProps) {
  const t = useWords();
  const isOn = from !== undefined || to !== undefined;
  const total = useQuery({ ...enquiryTotal(filter), enabled: isOn }).data;
  if (!isOn) return null;
  const days = [from, to].map((date) => date && day(date)).join(" – ");
  return (
    <Group gap="xs" mb="sm">
      <Pill
        withRemoveButton
        size="md"
        onRemove={clear}
        removeButtonProps={{
          "aria-label": t("leads.drop", { label: days }),
          tabIndex: 0,
          "aria-hidden": false,
        }}
      >
        {t("queue.receivedOn", { days })}
      </Pill>
      {total !== undefined && (
        <Text size="sm" c="dimmed" className="number" role="status">
          {t("queue.total", { count: total, n: count(total) })}
        </Text>
      )}
    </Group>
  );
}

/** How many the tab shows, narrowed as it is. */
function Total({ filter: { sort: _, ...filter } }: { filter: EnquiryFilter }) {
  const total = useQuery(enquiryTotal(filter)).data;
  if (total === undefined) return null;
  return (
    <Badge variant="default" size="sm" className="number">
      {count(total)}
    </Badge>
  );
}
