import { ActionIcon, Box, Group, Stack, Text, Title } from "@mantine/core";
import { IconLink, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { invites } from "../api/reads";
import { loudly } from "../live/change";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { Ago } from "../ui/clock";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { showAccessLink } from "./accessLink";

/** Who has been asked to join and has not yet. */
export function Invites() {
  const t = useWords();
  const read = useQuery(invites);
  if (read.isPending) return <Bones rows={2} height={20} />;
  if (read.isError && !read.data) return <Problem error={read.error} retry={() => void read.refetch()} />;
  const open = (read.data ?? []).filter(({ acceptedAt }) => !acceptedAt);
  if (open.length === 0) return null;
  const withdraw = async (id: string) => {
    await loudly(answer(api.DELETE("/api/invites/{id}", { params: { path: { id } } })));
    await client.invalidateQueries({ queryKey: keys.invites });
  };
  const showLink = async (id: string, email: string) => {
    const link = await loudly(answer(api.POST("/api/invites/{id}/link", { params: { path: { id } } })));
    if (link) showAccessLink(t("accounts.inviteLink", { email }), link.url);
  };
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb="sm">
        {t("accounts.open")}
      </Title>
      <Stack gap="xs">
        {open.map(({ id, email, role, expiresAt }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <Text size="sm" truncate>
              {email} · {t(`role.${role}`)}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Text size="xs" c="dimmed">
                {t("accounts.until")} <Ago time={expiresAt} />
              </Text>
              <ActionIcon
                variant="subtle"
                aria-label={t("accounts.showLinkOf", { email })}
                onClick={() => void showLink(id, email)}
              >
                <IconLink size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={t("accounts.withdraw", { email })}
                onClick={() => void withdraw(id)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        ))}
      </Stack>
    </Box>
  );
}
