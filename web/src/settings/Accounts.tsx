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
import { IconDots, IconMailPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { mailStatus, users } from "../api/reads";
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
import { showAccessLink } from "./accessLink";
import { Invites } from "./Invites";
import { MailNotice } from "./MailNotice";

/** Who may sign in, as what; and who has been asked to. */
export function Accounts() {
  return (
    <Stack>
      <MailNotice />
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
  const mail = useQuery(mailStatus(useMe().companyId)).data;
  const form = useForm({ initialValues: { email: "", role: "sales_executive" } });
  const { saving, submit, problem } = useSave(
    form,
    (body) => answer(api.POST("/api/invites", { body })),
    async (invite) => {
      form.reset();
      say(mail?.outbox ? t("accounts.invitedByLink") : t("accounts.invited", { email: invite.email }));
      await client.invalidateQueries({ queryKey: keys.invites });
      await client.invalidateQueries({ queryKey: keys.mail });
    },
  );
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb="md">
        {t("accounts.invite")}
      </Title>
      <form onSubmit={submit}>
        <Group align="start">
          <Stack gap={5} w={{ base: "100%", xs: 280 }}>
            <TextInput label={t("field.email")} type="email" required {...form.getInputProps("email")} />
            {problem}
          </Stack>
          <NativeSelect label={t("field.role")} data={roles} {...form.getInputProps("role")} />
          <Button type="submit" loading={saving} mt={25} leftSection={<IconMailPlus size={16} aria-hidden />}>
            {t("accounts.inviteDo")}
          </Button>
        </Group>
      </form>
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
    place(saved);
    say(t("settings.saved"));
  };
  const place = (saved: Employee) =>
    cache.place<Employee>(keys.users, saved, () => ({ ...sorted<Employee>("name"), fits: () => true }));
  const params = { path: { id: user.id } };
  const approve = async () => {
    const approved = await loudly(answer(api.POST("/api/employees/{id}/approve", { params })));
    if (!approved) return;
    place(approved);
    say(t("accounts.approved", { name: user.name }));
  };
  const showLink = async () => {
    const link = await loudly(answer(api.POST("/api/users/{id}/reset-link", { params })));
    if (link) showAccessLink(t("accounts.resetLink", { name: user.name }), link.url);
  };
  const isActive = user.status === "ACTIVE";
  const isPending = user.status === "PENDING";
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
        <Group gap="xs" wrap="nowrap">
          <Mark hue={HUES[user.status]}>{t(`employeeStatus.${user.status}`)}</Mark>
          {isPending && (
            <Button
              size="compact-xs"
              aria-label={t("accounts.approveOne", { name: user.name })}
              onClick={() => void approve()}
            >
              {t("accounts.approve")}
            </Button>
          )}
        </Group>
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
            {isActive && (
              <>
                <Menu.Item onClick={() => void patch({ forceReset: true })}>
                  {t("accounts.forceReset")}
                </Menu.Item>
                <Menu.Item onClick={() => void showLink()}>{t("accounts.showResetLink")}</Menu.Item>
              </>
            )}
            {isPending ? (
              <Menu.Item onClick={() => void patch({ status: "DEACTIVATED" })}>
                {t("accounts.decline")}
              </Menu.Item>
            ) : (
              <Menu.Item onClick={() => void patch({ status: isActive ? "DEACTIVATED" : "ACTIVE" })}>
                {isActive ? t("accounts.deactivate") : t("accounts.activate")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
