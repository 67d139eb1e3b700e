import { Badge, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconMail } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { type Contact, placeContact, type Status } from "../leads/noun";
import { MANUAL_STATUSES } from "../leads/statuses";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { emailComposerLink } from "../shell/links";
import { LeadStatusBadge } from "../ui/Badges";
import { RecordHeader } from "../ui/record/RecordHeader";
import { Watchers } from "../ui/record/Watchers";
import { useWords } from "../words";
import { Owner } from "./Owner";
import { RecordMenu } from "./RecordMenu";
import { StageStepper } from "./StageStepper";

export function Header({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <RecordHeader
      name={contact.name}
      subtitle={[contact.title, contact.organisation].filter(Boolean).join(" · ")}
      badges={
        <>
          <StatusMenu contact={contact} />
          {contact.unsubscribedAt && (
            <Badge variant="default" tt="none">
              {t("record.unsubscribed")}
            </Badge>
          )}
        </>
      }
      actions={
        <>
          <Watchers entity="contact" id={contact.id} />
          {contact.email && (
            <Button
              component={Link}
              to={emailComposerLink(contact.id)}
              variant="default"
              leftSection={<IconMail size={16} aria-hidden />}
            >
              {t("record.write")}
            </Button>
          )}
          <Owner contact={contact} />
          <RecordMenu contact={contact} />
        </>
      }
    >
      <StageStepper contact={contact} />
    </RecordHeader>
  );
}

function StatusMenu({ contact }: { contact: Contact }) {
  const t = useWords();
  const change = useOptimisticChange<Contact>(placeContact);
  const set = (status: Status) =>
    void withErrorToast(
      change({
        before: contact,
        guess: { status },
        send: () =>
          answer(
            api.PATCH("/api/leads/{id}/status", { params: { path: { id: contact.id } }, body: { status } }),
          ),
      }),
    );
  if (!MANUAL_STATUSES.includes(contact.status)) return <LeadStatusBadge status={contact.status} />;
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          px={4}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t("record.status", { status: t(`status.${contact.status}`) })}
        >
          <LeadStatusBadge status={contact.status} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {MANUAL_STATUSES.map((status) => (
          <Menu.Item key={status} onClick={() => set(status)}>
            {t(`status.${status}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
