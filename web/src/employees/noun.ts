import { IconUser } from "@tabler/icons-react";
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client";
import { listQuery, PAGE_SIZE } from "../api/paging";
import { inviteKeys } from "../invites/noun";
import type { Cache } from "../live/cache";
import { keys, PERSISTED } from "../live/keys";
import { sortOrder } from "../live/list";
import { defineNoun } from "../noun";
import type { Schemas } from "../protocol";
import { PERMISSIONS_OF } from "../protocol/rules";

export type Colleague = Schemas["Colleague"];
export type Employee = Schemas["Employee"];
/** Who is signed in. */
export type Me = Employee;
export type Permission = Schemas["Permission"];
export type Person = Schemas["Person"];
export type Role = Schemas["Role"];

const employeeKeys = { users: ["users"], colleagues: ["colleagues"] } as const;

/** Accounts, for those who manage them. */
export const usersQuery = listQuery(employeeKeys.users, (cursor) =>
  read(api.GET("/api/users", { params: { query: { cursor, sort: "name", limit: PAGE_SIZE } } })),
);

/** All colleagues by name, to choose from. */
export const colleaguesQuery = queryOptions({
  queryKey: employeeKeys.colleagues,
  queryFn: async () => {
    const all: Colleague[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { body } = await read(
        api.GET("/api/employees", { params: { query: { page, limit: 100, sort: "name" } } }),
      );
      all.push(...body.data);
      pages = body.pages ?? 1;
    }
    return all;
  },
  meta: PERSISTED,
});

/** Whether a role has a permission. */
export function roleAllows(role: Role, permission: Permission): boolean {
  return PERMISSIONS_OF[role].includes(permission);
}

/** Shows an account as it is now, in the list of accounts. */
export function placeEmployee(cache: Cache, employee: Employee): void {
  cache.place<Employee>(employeeKeys.users, employee, () => ({
    ...sortOrder<Employee>("name"),
    matches: () => true,
  }));
}

function applyEmployee(cache: Cache, { data }: { data: Employee }): void {
  placeEmployee(cache, data);
  cache.markStale(employeeKeys.colleagues);
  cache.markStale(inviteKeys.all);
  if (data.id === cache.me.id) cache.markStale(keys.me);
}

export const employeeNoun = defineNoun({
  entity: "employee",
  effects: {
    "employee:created": applyEmployee,
    "employee:updated": applyEmployee,
    "employee:approved": applyEmployee,
    "employee:deactivated": applyEmployee,
  },
  subject: ({ data }) => ({ name: data.name }),
  link: () => "/settings/accounts",
  search: {
    group: "employees",
    label: "palette.people",
    icon: IconUser,
    permission: "leads.work",
    hit: ({ id, name, role }, t) => ({
      label: name,
      detail: t(`role.${role}`),
      to: `/leads?ownerId=${id}`,
    }),
  },
});
