import { ActionIcon, Anchor, Badge, Button, Group } from "@mantine/core";
import { IconChevronLeft, IconMail } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { type Contact, placeContact, type Status } from "../leads/noun";
import { MANUAL_STATUSES } from "../leads/statuses";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { emailComposerLink } from "../shell/links";
import { StageMenu } from "../stages/StageMenu";
import { LeadStatusBadge } from "../ui/Badges";
import { EditableChoice } from "../ui/record/EditableChoice";
import { EditableText } from "../ui/record/EditableText";
import { RecordHeader } from "../ui/record/RecordHeader";
import { RecordPager } from "../ui/record/RecordPager";
import { Watchers } from "../ui/record/Watchers";
import { useWords } from "../words";
import { useTextField } from "./fieldSave";
import { Owner } from "./Owner";
import { RecordMenu } from "./RecordMenu";

/** Where the contact was opened from, and what can be done with it. */
export function ContactBar({ contact }: { contact: Contact }) {
  const t = useWords();
  const navigate = useNavigate();
  return (
    <>
      <Group gap="sm" wrap="nowrap">
        <Anchor component={Link} to="/leads" size="sm" c="dimmed" display="inline-flex">
          <IconChevronLeft size={16} aria-hidden style={{ alignSelf: "center" }} />
          {t("page.leads")}
        </Anchor>
        <RecordPager
          id={contact.id}
          open={(id) => void navigate({ to: "/leads/$id", params: { id }, replace: true })}
        />
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Watchers entity="contact" id={contact.id} isCompact />
        {contact.email && <WriteButton contact={contact} />}
        <RecordMenu contact={contact} />
      </Group>
    </>
  );
}

function WriteButton({ contact }: { contact: Contact }) {
  const t = useWords();
  const to = emailComposerLink(contact.id);
  return (
    <>
      <Button
        component={Link}
        to={to}
        replace
        variant="default"
        visibleFrom="sm"
        leftSection={<IconMail size={16} aria-hidden />}
      >
        {t("record.write")}
      </Button>
      <ActionIcon
        component={Link}
        to={to}
        replace
        variant="default"
        hiddenFrom="sm"
        aria-label={t("record.write")}
      >
        <IconMail size={18} aria-hidden />
      </ActionIcon>
    </>
  );
}

export function Header({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <RecordHeader
      name={contact.name}
      title={
        <EditableText
          label={t("field.name")}
          size="title"
          maxLength={120}
          {...useTextField(contact, "name")}
        />
      }
      owner={<Owner contact={contact} />}
      subtitle={[contact.title, contact.organisation].filter(Boolean).join(" · ")}
    >
      <StageMenu contact={contact} />
      <StatusMenu contact={contact} />
      {contact.unsubscribedAt && (
        <Badge variant="default" tt="none" fw={500}>
          {t("record.unsubscribed")}
        </Badge>
      )}
    </RecordHeader>
  );
}

function StatusMenu({ contact }: { contact: Contact }) {
  const t = useWords();
  const change = useOptimisticChange<Contact>(placeContact);
  const set = (status: Status) => {
    const params = { path: { id: contact.id } };
    const send = () => answer(api.PATCH("/api/leads/{id}/status", { params, body: { status } }));
    void withErrorToast(change({ before: contact, guess: { status }, send }));
  };
  if (!MANUAL_STATUSES.includes(contact.status)) return <LeadStatusBadge status={contact.status} />;
  return (
    <EditableChoice
      label={t("record.status", { status: t(`status.${contact.status}`) })}
      value={contact.status}
      values={MANUAL_STATUSES}
      render={(status) => <LeadStatusBadge status={status} />}
      onChange={set}
    />
  );
}
