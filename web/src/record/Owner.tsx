import { Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconChevronDown, IconHandGrab, IconUserShare } from "@tabler/icons-react";
import { answer, api } from "../api/client";
import type { Contact, Person } from "../api/records";
import { loudly, useContactChange } from "../live/change";
import { useMay, useMe } from "../session/me";
import { Face } from "../ui/Face";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";

/** Whose the lead is. A rep takes one that nobody owns and releases their own; a manager gives it to anybody. */
export function Owner({ contact }: { contact: Contact }) {
  const t = useWords();
  const me = useMe();
  const manages = useMay("leads.manage");
  const change = useContactChange();
  const { owner } = contact;
  const give = (person: Person | null, version?: number) => {
    const params = { path: { id: contact.id } };
    // Whoever takes a lead takes one that nobody owns: not one that somebody has taken meanwhile.
    const headers = version === undefined ? undefined : { "If-Match": `"${Math.floor(version)}"` };
    void loudly(
      change({
        before: contact,
        guess: { owner: person },
        send: () =>
          answer(
            api.POST("/api/leads/{id}/assign", {
              params,
              headers,
              body: { employeeId: person?.id ?? null },
            }),
          ),
      }),
    );
  };
  const face = owner ? <Face person={owner} size={22} /> : <IconUserShare size={16} aria-hidden />;
  const label = owner?.name ?? t("leads.unowned");
  return (
    <Group gap="xs">
      {manages ? (
        <PersonMenu nobody={t("leads.unowned")} choose={give}>
          <Button
            variant="default"
            leftSection={face}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {label}
          </Button>
        </PersonMenu>
      ) : (
        <Group gap={6}>
          {face}
          <Text size="sm">{label}</Text>
        </Group>
      )}
      {!owner && (
        <Button
          leftSection={<IconHandGrab size={16} aria-hidden />}
          onClick={() => give({ id: me.id, name: me.name }, manages ? contact.version : undefined)}
          aria-label={t("leads.takeNamed", { name: contact.name })}
        >
          {t("leads.take")}
        </Button>
      )}
      {owner?.id === me.id && !manages && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => give(null)}
          aria-label={t("leads.releaseNamed", { name: contact.name })}
        >
          {t("leads.release")}
        </Button>
      )}
    </Group>
  );
}
