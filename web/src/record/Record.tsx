import { Box, Button, Group, Stack, Tabs } from "@mantine/core";
import { useDocumentTitle, useMediaQuery } from "@mantine/hooks";
import { IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { contact as reading } from "../api/reads";
import type { Contact } from "../api/records";
import { Refusal } from "../api/refusal";
import { LeadEnquiries } from "../enquiries/LeadEnquiries";
import { known } from "../live/cache";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { Bones, Empty, Problem } from "../ui/states";
import { useWords } from "../words";
import { Belongings } from "./Belongings";
import { Composer } from "./Composer";
import { Facts } from "./Facts";
import { Header } from "./Header";
import classes from "./Record.module.css";
import { Timeline } from "./Timeline";

const page = getRouteApi("/inside/leads/$id");

/** Everything about one contact. */
export function Record() {
  const { id } = page.useParams();
  return <One id={id} key={id} />;
}

function One({ id }: { id: string }) {
  const {
    data: contact,
    error,
    isPending,
    refetch,
  } = useQuery({
    ...reading(id),
    initialData: () => known<Contact>(client, keys.contactLists, id),
  });
  const isUnseen = error instanceof Refusal && error.status === 404;
  if (isPending) return <Bones rows={6} height={60} />;
  if (contact === null || (isUnseen && !contact)) return <Gone id={id} />;
  if (error && !contact) return <Problem error={error} retry={() => void refetch()} />;
  return contact ? <Page contact={contact} /> : null;
}

/** It was deleted or merged, or it is somebody else's by now. */
function Gone({ id }: { id: string }) {
  const t = useWords();
  const into = useQuery<string | null>({
    queryKey: keys.merged(id),
    enabled: false,
    queryFn: () => null,
  }).data;
  return (
    <Empty
      icon={IconUserOff}
      title={t("record.gone")}
      hint={into ? t("record.merged") : t("record.goneHint")}
    >
      {into && (
        <Button component={Link} to={`/leads/${into}`}>
          {t("record.showMerged")}
        </Button>
      )}
      <Button component={Link} to="/leads" variant={into ? "default" : "filled"}>
        {t("record.toLeads")}
      </Button>
    </Empty>
  );
}

function Page({ contact }: { contact: Contact }) {
  const t = useWords();
  const isWide = useMediaQuery("(min-width: 75em)", true);
  const { compose } = page.useSearch();
  const navigate = page.useNavigate();
  const [tab, setTab] = useState<string | null>("timeline");
  useEffect(() => {
    if (compose) setTab("timeline");
  }, [compose]);
  // Whoever leaves the composer can ask for it again.
  const show = (next: string | null) => {
    setTab(next);
    if (next !== "timeline") void navigate({ search: {}, replace: true });
  };
  useDocumentTitle(`${contact.name} · Tandem`);
  const facts = (
    <Stack gap="md">
      <Facts contact={contact} />
      <LeadEnquiries contactId={contact.id} />
    </Stack>
  );
  const middle = (
    <Stack gap="md">
      <Composer contact={contact} />
      <Timeline contact={contact} />
    </Stack>
  );
  const belongings = <Belongings contact={contact} />;
  return (
    <Box>
      <Header contact={contact} />
      {isWide ? (
        <Box className={classes.columns}>
          {facts}
          {middle}
          {belongings}
        </Box>
      ) : (
        <Tabs value={tab} onChange={show} keepMounted={false}>
          <Tabs.List mb="md" grow>
            <Tabs.Tab value="timeline">{t("record.timeline")}</Tabs.Tab>
            <Tabs.Tab value="facts">{t("record.facts")}</Tabs.Tab>
            <Tabs.Tab value="sales">{t("record.sales")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="timeline">{middle}</Tabs.Panel>
          <Tabs.Panel value="facts">{facts}</Tabs.Panel>
          <Tabs.Panel value="sales">{belongings}</Tabs.Panel>
        </Tabs>
      )}
      <Group h="md" />
    </Box>
  );
}
