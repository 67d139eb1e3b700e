import { ActionIcon, Group, Stack, Text } from "@mantine/core";
import { IconLink, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { inviteKeys, invitesQuery } from "../invites/noun";
import { withErrorToast } from "../live/change";
import type { components } from "../protocol";
import { client } from "../session/client";
import { Section } from "../ui/Section";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { day } from "../words/format";
import { showAccessLink } from "./accessLink";

type Invite = components["schemas"]["Invite"];

/** The invites that were not accepted yet. */
export function Invites() {
  const t = useWords();
  return (
    <Loaded query={useQuery(invitesQuery)} skeleton={<Skeletons rows={2} height={20} />}>
      {(all) => {
        const open = all.filter(({ acceptedAt }) => !acceptedAt);
        return (
          open.length > 0 && (
            <Section title={t("accounts.open")} size="lg">
              <Stack gap="xs">
                {open.map((invite) => (
                  <InviteItem key={invite.id} invite={invite} />
                ))}
              </Stack>
            </Section>
          )
        );
      }}
    </Loaded>
  );
}

function InviteItem({ invite: { id, email, role, expiresAt } }: { invite: Invite }) {
  const t = useWords();
  const withdraw = async () => {
    await withErrorToast(answer(api.DELETE("/api/invites/{id}", { params: { path: { id } } })));
    await client.invalidateQueries({ queryKey: inviteKeys.all });
  };
  const showLink = async () => {
    const link = await withErrorToast(
      answer(api.POST("/api/invites/{id}/link", { params: { path: { id } } })),
    );
    if (link) showAccessLink(t("accounts.inviteLink", { email }), link.url);
  };
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" truncate>
        {email}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {t("accounts.until", { role: t(`role.${role}`), day: day(expiresAt) })}
        </Text>
        <ActionIcon
          variant="subtle"
          aria-label={t("accounts.showLinkOf", { email })}
          onClick={() => void showLink()}
        >
          <IconLink size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          aria-label={t("accounts.withdraw", { email })}
          onClick={() => void withdraw()}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
