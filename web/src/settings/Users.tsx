import { ActionIcon, Button, Group, Menu, NativeSelect, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { type Employee, placeEmployee, type Role, usersQuery } from "../employees/noun";
import { useCache, withErrorToast } from "../live/change";
import { useMe } from "../session/me";
import { PersonName } from "../ui/Avatar";
import { StatusBadge } from "../ui/Badges";
import { Ago } from "../ui/clock";
import type { Column } from "../ui/list/columns";
import { LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { Table } from "../ui/list/Table";
import { toast } from "../ui/notify";
import { Section } from "../ui/Section";
import { useWords } from "../words";
import { showAccessLink } from "./accessLink";
import { useRoleOptions } from "./roles";

const COLUMNS: readonly Column<Employee>[] = [
  {
    id: "name",
    word: "field.name",
    cell: (user) => (
      <>
        <PersonName person={user} size={28} />
        <Text size="xs" c="dimmed">
          {user.email}
        </Text>
      </>
    ),
  },
  { id: "role", word: "field.role", cell: (user) => <RoleSelect user={user} /> },
  { id: "status", word: "field.status", cell: (user) => <UserStatus user={user} /> },
  {
    id: "lastLogin",
    word: "accounts.lastLogin",
    cell: ({ lastLoginAt }) => (
      <Text size="sm" c="dimmed">
        {lastLoginAt ? <Ago time={lastLoginAt} /> : "—"}
      </Text>
    ),
  },
  { id: "menu", word: "accounts.more", isHeaderHidden: true, cell: (user) => <UserMenu user={user} /> },
];

export function Users() {
  const t = useWords();
  const list = useInfiniteQuery(usersQuery);
  const title = t("settings.accounts");
  return (
    <LoadedList query={list}>
      {(users) => (
        <Section title={title} size="lg">
          <Table
            label={title}
            columns={COLUMNS}
            rows={users}
            rowProps={({ email }) => ({ "data-user": email })}
            verticalSpacing="xs"
          />
          <LoadMore list={list} variant="default" />
        </Section>
      )}
    </LoadedList>
  );
}

/** What an admin can do with an account. */
function useUserActions(user: Employee) {
  const t = useWords();
  const cache = useCache();
  const params = { path: { id: user.id } };
  const place = (saved: Employee) => placeEmployee(cache, saved);
  return {
    patch: async (body: { role?: Role; status?: Employee["status"]; forceReset?: boolean }) => {
      const saved = await withErrorToast(answer(api.PATCH("/api/users/{id}", { params, body })));
      if (!saved) return;
      place(saved);
      toast(t("settings.saved"));
    },
    approve: async () => {
      const approved = await withErrorToast(answer(api.POST("/api/employees/{id}/approve", { params })));
      if (!approved) return;
      place(approved);
      toast(t("accounts.approved", { name: user.name }));
    },
    showResetLink: async () => {
      const link = await withErrorToast(answer(api.POST("/api/users/{id}/reset-link", { params })));
      if (link) showAccessLink(t("accounts.resetLink", { name: user.name }), link.url);
    },
  };
}

function RoleSelect({ user }: { user: Employee }) {
  const t = useWords();
  const { patch } = useUserActions(user);
  return (
    <NativeSelect
      size="xs"
      aria-label={t("accounts.roleOf", { name: user.name })}
      value={user.role}
      data={useRoleOptions()}
      onChange={(event) => void patch({ role: event.currentTarget.value as Role })}
    />
  );
}

const STATUS_COLORS = { ACTIVE: "teal", PENDING: "yellow", DEACTIVATED: "gray" } as const;

function UserStatus({ user }: { user: Employee }) {
  const t = useWords();
  const { approve } = useUserActions(user);
  return (
    <Group gap="xs" wrap="nowrap">
      <StatusBadge color={STATUS_COLORS[user.status]}>{t(`employeeStatus.${user.status}`)}</StatusBadge>
      {user.status === "PENDING" && (
        <Button
          size="compact-xs"
          aria-label={t("accounts.approveOne", { name: user.name })}
          onClick={() => void approve()}
        >
          {t("accounts.approve")}
        </Button>
      )}
    </Group>
  );
}

function UserMenu({ user }: { user: Employee }) {
  const t = useWords();
  const me = useMe();
  const { patch, showResetLink } = useUserActions(user);
  const isActive = user.status === "ACTIVE";
  const deactivate = user.status === "PENDING" ? t("accounts.decline") : t("accounts.deactivate");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("accounts.moreOf", { name: user.name })} disabled={user.id === me.id}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isActive && (
          <>
            <Menu.Item onClick={() => void patch({ forceReset: true })}>{t("accounts.forceReset")}</Menu.Item>
            <Menu.Item onClick={() => void showResetLink()}>{t("accounts.showResetLink")}</Menu.Item>
          </>
        )}
        {user.status === "DEACTIVATED" ? (
          <Menu.Item onClick={() => void patch({ status: "ACTIVE" })}>{t("accounts.activate")}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => void patch({ status: "DEACTIVATED" })}>{deactivate}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
