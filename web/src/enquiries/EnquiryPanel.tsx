import { Anchor, Group, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { EmailLink } from "../leads/EmailLink";
import { findInLists } from "../live/cache";
import { client } from "../session/client";
import { PersonName } from "../ui/Avatar";
import { EnquiryStatusBadge, PriorityBadge } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { PhoneNumber } from "../ui/PhoneNumber";
import { Details } from "../ui/record/Details";
import { RecordPanel } from "../ui/record/RecordPanel";
import { Watchers } from "../ui/record/Watchers";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { EnquiryActions } from "./EnquiryActions";
import { EnquiryCommands } from "./EnquiryCommands";
import { EnquiryNotes } from "./EnquiryNotes";
import { type Enquiry, enquiryKeys, enquiryQuery } from "./noun";

/** An enquiry with its actions, details and notes. */
export function EnquiryPanel({ id, close }: { id: string; close?: () => void }) {
  const query = useQuery({
    ...enquiryQuery(id),
    initialData: () => findInLists<Enquiry>(client, enquiryKeys.lists, id),
  });
  return (
    <Loaded query={query} skeleton={<Skeletons rows={5} />}>
      {(enquiry) => (
        <RecordPanel
          name={enquiry.name}
          badges={
            <>
              <EnquiryStatusBadge status={enquiry.status} />
              <PriorityBadge priority={enquiry.priority} />
            </>
          }
          aside={<Watchers entity="enquiry" id={enquiry.id} isCompact />}
          onClose={close}
        >
          <PanelContent enquiry={enquiry} />
        </RecordPanel>
      )}
    </Loaded>
  );
}

function PanelContent({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  return (
    <>
      <EnquiryCommands enquiry={enquiry} />
      <EnquiryActions enquiry={enquiry} />
      {enquiry.contactId && (
        <Anchor component={Link} to={`/leads/${enquiry.contactId}`} size="sm" fw={600}>
          <Group gap={4}>
            {t("queue.toLead")} <IconArrowRight size={15} aria-hidden />
          </Group>
        </Anchor>
      )}
      <Details
        items={[
          [t("field.email"), <EmailLink key="email" contactId={enquiry.contactId} email={enquiry.email} />],
          [t("field.phone"), enquiry.phone && <PhoneNumber number={enquiry.phone} />],
          [t("field.courseInterest"), enquiry.courseInterest],
          [t("field.source"), enquiry.source],
          [t("queue.received"), <Ago key="received" time={enquiry.createdAt} />],
          [t("queue.claimedBy"), enquiry.claimedBy && <PersonName person={enquiry.claimedBy} />],
          [t("queue.lostReason"), enquiry.lostReason],
        ]}
      />
      {enquiry.message && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {enquiry.message}
        </Text>
      )}
      <EnquiryNotes enquiry={enquiry} />
    </>
  );
}
