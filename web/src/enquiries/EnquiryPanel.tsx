import { ActionIcon, Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowRight, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { enquiry as reading } from "../api/reads";
import type { Enquiry } from "../api/records";
import { known } from "../live/cache";
import { keys } from "../live/keys";
import { useWatchers } from "../live/presence";
import { client } from "../session/client";
import { writeTo } from "../shell/links";
import { EnquiryMark, PriorityMark } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { Faces, Named } from "../ui/Face";
import { PhoneNumber } from "../ui/PhoneNumber";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { EnquiryActions } from "./EnquiryActions";
import { EnquiryNotes } from "./EnquiryNotes";

/** One enquiry: what they want, who has it, who else looks at it, and what can be done. */
export function EnquiryPanel({ id, close }: { id: string; close?: () => void }) {
  const { data, error, isPending, refetch } = useQuery({
    ...reading(id),
    initialData: () => known<Enquiry>(client, keys.enquiryLists, id),
  });
  if (isPending) return <Bones rows={5} />;
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Body enquiry={data} close={close} /> : null;
}

function Body({ enquiry, close }: { enquiry: Enquiry; close?: () => void }) {
  const t = useWords();
  const others = useWatchers("enquiry", enquiry.id);
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Stack gap={6} miw={0}>
          <Title order={2} style={{ overflowWrap: "anywhere" }}>
            {enquiry.name}
          </Title>
          <Group gap={6}>
            <EnquiryMark status={enquiry.status} />
            <PriorityMark priority={enquiry.priority} />
          </Group>
        </Stack>
        <Group gap={6} wrap="nowrap">
          {others.length > 0 && (
            <Group gap={6} wrap="nowrap" aria-label={t("record.alsoHere")} role="group">
              <Faces people={others} />
            </Group>
          )}
          {close && (
            <ActionIcon onClick={close} aria-label={t("do.close")}>
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      <EnquiryActions enquiry={enquiry} />
      {enquiry.contactId && (
        <Anchor component={Link} to={`/leads/${enquiry.contactId}`} size="sm" fw={600}>
          <Group gap={4}>
            {t("queue.toLead")} <IconArrowRight size={15} aria-hidden />
          </Group>
        </Anchor>
      )}
      <Facts enquiry={enquiry} />
      {enquiry.message && (
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {enquiry.message}
        </Text>
      )}
      <EnquiryNotes enquiry={enquiry} />
    </Stack>
  );
}

/** Once there is a lead one writes from here; until then with the own mail program. */
function Address({ enquiry: { email, contactId } }: { enquiry: Enquiry }) {
  const t = useWords();
  const style = { overflowWrap: "anywhere" } as const;
  if (!contactId) {
    return (
      <Anchor href={`mailto:${email}`} size="sm" style={style}>
        {email}
      </Anchor>
    );
  }
  return (
    <Anchor
      component={Link}
      to={writeTo(contactId)}
      size="sm"
      style={style}
      title={t("record.writeTo", { email })}
    >
      {email}
    </Anchor>
  );
}

function Facts({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const facts: [string, React.ReactNode][] = [
    [t("field.email"), <Address key="email" enquiry={enquiry} />],
    [t("field.phone"), enquiry.phone && <PhoneNumber key="phone" number={enquiry.phone} />],
    [t("field.courseInterest"), enquiry.courseInterest],
    [t("field.source"), enquiry.source],
    [t("queue.received"), <Ago key="received" time={enquiry.createdAt} />],
    [t("queue.claimedBy"), enquiry.claimedBy && <Named key="by" person={enquiry.claimedBy} />],
    [t("queue.lostReason"), enquiry.lostReason],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
