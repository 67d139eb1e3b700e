import { Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconChevronDown, IconHandGrab, IconUserShare } from "@tabler/icons-react";
import { useAssignLead } from "../leads/assign";
import type { Contact } from "../leads/noun";
import { useCan, useMe } from "../session/me";
import { Avatar } from "../ui/Avatar";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";

/** The owner of a lead. A rep takes an unassigned lead and releases their own; a manager assigns it to anybody. */
export function Owner({ contact }: { contact: Contact }) {
  const t = useWords();
  const me = useMe();
  const manages = useCan("leads.manage");
  const assign = useAssignLead();
  const { owner } = contact;
  const avatar = owner ? <Avatar person={owner} size={22} /> : <IconUserShare size={16} aria-hidden />;
  const label = owner?.name ?? t("leads.unowned");
  return (
    <Group gap="xs">
      {manages ? (
        <PersonMenu
          permission="leads.work"
          noneLabel={t("leads.unowned")}
          choose={(person) => assign(contact, person)}
        >
          <Button
            variant="subtle"
            color="gray"
            c={owner ? "var(--mantine-color-text)" : "dimmed"}
            px={8}
            ml={-8}
            leftSection={avatar}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {label}
          </Button>
        </PersonMenu>
      ) : (
        <Group gap={6} mih={28}>
          {avatar}
          <Text size="sm">{label}</Text>
        </Group>
      )}
      {!owner && <TakeButton contact={contact} />}
      {owner?.id === me.id && !manages && <ReleaseButton contact={contact} />}
    </Group>
  );
}

function TakeButton({ contact }: { contact: Contact }) {
  const t = useWords();
  const { id, name } = useMe();
  const assign = useAssignLead();
  return (
    <Button
      variant="default"
      leftSection={<IconHandGrab size={16} aria-hidden />}
      onClick={() => assign(contact, { id, name })}
      aria-label={t("leads.takeNamed", { name: contact.name })}
    >
      {t("leads.take")}
    </Button>
  );
}

function ReleaseButton({ contact }: { contact: Contact }) {
  const t = useWords();
  const assign = useAssignLead();
  return (
    <Button
      variant="default"
      leftSection={<IconArrowBackUp size={16} aria-hidden />}
      onClick={() => assign(contact, null)}
      aria-label={t("leads.releaseNamed", { name: contact.name })}
    >
      {t("leads.release")}
    </Button>
  );
}
