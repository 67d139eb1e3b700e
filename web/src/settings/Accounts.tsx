import {
  ActionIcon,
  Box,
  Button,
  Group,
  Menu,
  NativeSelect,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
  VisuallyHidden,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconDots, IconMailPlus, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { invites, users } from "../api/reads";
import { type Employee, ROLES, type Role } from "../api/records";
import { loudly, useCache } from "../live/change";
import { keys } from "../live/keys";
import { rows, sorted } from "../live/list";
import { client } from "../session/client";
import { useMe } from "../session/me";
import { Mark } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { Named } from "../ui/Face";
import { More } from "../ui/More";
import { say } from "../ui/notify";
import { useSave } from "../ui/save";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";

/** Who may sign in, as what; and who has been asked to. */
export function Accounts() {
  return (
    <Stack>
      <InviteForm />
      <Invites />
      <Users />
    </Stack>
  );
}

function useRoleChoices() {
  const t = useWords();
  return ROLES.map((value) => ({ value, label: t(`role.${value}`) }));
}

function InviteForm() {
  const t = useWords();
  const roles = useRoleChoices();
  const form = useForm({ initialValues: { email: "", role: "sales_executive" } });
  const { saving, submit } = useSave(
    form,
    (body) => answer(api.POST("/api/invites", { body })),
    async (invite) => {
      form.reset();
      say(t("accounts.invited", { email: invite.email }));
      await client.invalidateQueries({ queryKey: keys.invites });
    },
  );
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb="md">
        {t("accounts.invite")}
      </Title>
      <form onSubmit={submit}>
        <Group align="start">
          <TextInput
            label={t("field.email")}
            type="email"
            required
            w={{ base: "100%", xs: 280 }}
            {...form.getInputProps("email")}
          />
          <NativeSelect label={t("field.role")} data={roles} {...form.getInputProps("role")} />
          <Button type="submit" loading={saving} mt={25} leftSection={<IconMailPlus size={16} aria-hidden />}>
            {t("accounts.inviteDo")}
          </Button>
        </Group>
      </form>
    </Box>
  );
}

function Invites() {
  const t = useWords();
  const open = (useQuery(invites).data ?? []).filter(({ acceptedAt }) => !acceptedAt);
  if (open.length === 0) return null;
  const withdraw = async (id: string) => {
    await loudly(answer(api.DELETE("/api/invites/{id}", { params: { path: { id } } })));
    await client.invalidateQueries({ queryKey: keys.invites });
  };
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb="sm">
        {t("accounts.open")}
      </Title>
      <Stack gap="xs">
        {open.map((invite) => (
          <Group key={invite.id} justify="space-between" wrap="nowrap">
            <Text size="sm" truncate>
              {invite.email} · {t(`role.${invite.role}`)}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Text size="xs" c="dimmed">
                {t("accounts.until")} <Ago time={invite.expiresAt} />
              </Text>
              <ActionIcon
                aria-label={t("accounts.withdraw", { email: invite.email })}
                onClick={() => void withdraw(invite.id)}
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

function Users() {
  const t = useWords();
  const list = useInfiniteQuery(users);
  if (list.isPending) return <Bones />;
  if (list.isError && !list.data) return <Problem error={list.error} retry={() => void list.refetch()} />;
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb="sm">
        {t("settings.accounts")}
      </Title>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("field.name")}</Table.Th>
              <Table.Th>{t("field.role")}</Table.Th>
              <Table.Th>{t("field.status")}</Table.Th>
              <Table.Th>{t("accounts.lastLogin")}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t("accounts.more")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows(list.data).map((user) => (
              <User key={user.id} user={user} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <More list={list} variant="default" />
    </Box>
  );
}

const HUES = { ACTIVE: "teal", PENDING: "yellow", DEACTIVATED: "gray" } as const;

function User({ user }: { user: Employee }) {
  const t = useWords();
  const me = useMe();
  const cache = useCache();
  const roles = useRoleChoices();
  const patch = async (body: { role?: Role; status?: Employee["status"]; forceReset?: boolean }) => {
    const saved = await loudly(
      answer(api.PATCH("/api/users/{id}", { params: { path: { id: user.id } }, body })),
    );
    if (!saved) return;
    cache.place<Employee>(keys.users, saved, () => ({ ...sorted<Employee>("name"), fits: () => true }));
    say(t("settings.saved"));
  };
  const isActive = user.status === "ACTIVE";
  return (
    <Table.Tr data-user={user.email}>
      <Table.Td>
        <Named person={user} size={28} />
        <Text size="xs" c="dimmed">
          {user.email}
        </Text>
      </Table.Td>
      <Table.Td>
        <NativeSelect
          size="xs"
          aria-label={t("accounts.roleOf", { name: user.name })}
          value={user.role}
          data={roles}
          onChange={(event) => void patch({ role: event.currentTarget.value as Role })}
        />
      </Table.Td>
      <Table.Td>
        <Mark hue={HUES[user.status]}>{t(`employeeStatus.${user.status}`)}</Mark>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {user.lastLoginAt ? <Ago time={user.lastLoginAt} /> : "—"}
        </Text>
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("accounts.moreOf", { name: user.name })} disabled={user.id === me.id}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void patch({ forceReset: true })}>{t("accounts.forceReset")}</Menu.Item>
            <Menu.Item onClick={() => void patch({ status: isActive ? "DEACTIVATED" : "ACTIVE" })}>
              {isActive ? t("accounts.deactivate") : t("accounts.activate")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
