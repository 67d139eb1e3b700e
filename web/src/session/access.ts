import type { Me, Permission } from "../employees/noun";

type Access = Pick<Me, "id" | "permissions">;

/** Whether both are the same employee with the same permissions: one may see what was read for the other. */
export function hasSameAccess(a: Access, b: Access): boolean {
  return a.id === b.id && a.permissions.join() === b.permissions.join();
}

export function can(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}
