import { Badge, Box, Drawer, Group, NativeSelect, Tabs, TextInput, Title } from "@mantine/core";
import { useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { enquiryTotal } from "../api/reads";
import type { EnquiryFilter, Me, Priority } from "../api/records";
import { useMe } from "../session/me";
import { useTyped } from "../ui/typed";
import { useWords } from "../words";
import { count } from "../words/format";
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

export function Queue() {
  const t = useWords();
  const me = useMe();
  const navigate = page.useNavigate();
  const { tab = "unclaimed", open, q, priority } = page.useSearch();
  const isWide = useMediaQuery("(min-width: 62em)", true);
  const [text, setText] = useTyped(
    q ?? "",
    (q) => void navigate({ search: (search) => ({ ...search, q: q || undefined }), replace: true }),
  );
  const filter: EnquiryFilter = { ...filterOf(tab, me), q, priority };
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
            <Tabs.Tab key={each} value={each} rightSection={<Total tab={each} me={me} />}>
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

function Total({ tab, me }: { tab: Tab; me: Me }) {
  const { sort: _, ...filter } = filterOf(tab, me);
  const total = useQuery(enquiryTotal(filter)).data;
  if (total === undefined) return null;
  return (
    <Badge variant="default" size="sm" className="number">
      {count(total)}
    </Badge>
  );
}
