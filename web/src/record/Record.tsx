import { Button } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type Contact, contactKeys, contactQuery } from "../leads/noun";
import { findInLists } from "../live/cache";
import { client } from "../session/client";
import { LoadedRecord } from "../ui/record/LoadedRecord";
import { RecordPage, type RecordTab } from "../ui/record/RecordPage";
import { EmptyState, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { Composer } from "./Composer";
import { ContactCommands } from "./ContactCommands";
import { ContactDetails } from "./ContactDetails";
import { ContactTimeline } from "./ContactTimeline";
import { ContactBar, Header } from "./Header";
import { NextStep } from "./NextStep";
import { Related } from "./Related";

const page = getRouteApi("/inside/leads/$id");

/** The page of a contact. */
export function Record() {
  const { id } = page.useParams();
  return <ContactRecord id={id} key={id} />;
}

function ContactRecord({ id }: { id: string }) {
  const query = useQuery({
    ...contactQuery(id),
    initialData: () => findInLists<Contact>(client, contactKeys.lists, id),
  });
  return (
    <LoadedRecord
      query={query}
      skeleton={<Skeletons rows={6} height={60} />}
      missing={<MissingContact id={id} />}
    >
      {(contact) => <ContactPage contact={contact} />}
    </LoadedRecord>
  );
}

/** The contact was deleted or merged, or this user may not see it. */
function MissingContact({ id }: { id: string }) {
  const t = useWords();
  const into = useQuery<string | null>({
    queryKey: contactKeys.mergedInto(id),
    enabled: false,
    queryFn: () => null,
  }).data;
  return (
    <EmptyState
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
    </EmptyState>
  );
}

function ContactPage({ contact }: { contact: Contact }) {
  const t = useWords();
  const { compose } = page.useSearch();
  const navigate = page.useNavigate();
  const [tab, setTab] = useState<RecordTab>("main");
  // The composer is beside the timeline.
  useEffect(() => {
    if (compose) setTab("main");
  }, [compose]);
  return (
    <RecordPage
      bar={
        <>
          <ContactBar contact={contact} />
          <ContactCommands contact={contact} />
        </>
      }
      header={<Header contact={contact} />}
      next={
        <NextStep
          contact={contact}
          onCustom={() => void navigate({ search: { compose: "TASK" }, replace: true })}
        />
      }
      details={{ label: t("record.details"), content: <ContactDetails contact={contact} /> }}
      main={{ label: t("record.timeline"), content: <ContactTimeline contact={contact} /> }}
      dock={<Composer contact={contact} />}
      related={{ label: t("record.related"), content: <Related contact={contact} /> }}
      tab={tab}
      onTabChange={setTab}
    />
  );
}
