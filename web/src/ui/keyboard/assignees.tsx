import { colleaguesQuery, type Permission, type Person, roleAllows } from "../../employees/noun";
import { client } from "../../session/client";
import { Avatar } from "../Avatar";
import type { Choice } from "./registry";

/**
 * The active colleagues with a permission, as choices of `record.assign`. `noneLabel`: the choice of no one, which is the
 * last, so that Enter alone never removes an owner.
 */
export async function assigneeChoices(
  permission: Permission,
  assign: (person: Person | null) => void,
  noneLabel?: string,
): Promise<Choice[]> {
  const colleagues = await client.ensureQueryData(colleaguesQuery);
  const people = colleagues.filter(({ role, status }) => status === "ACTIVE" && roleAllows(role, permission));
  return [
    ...people.map(({ id, name }) => ({
      id,
      label: name,
      icon: <Avatar person={{ id, name }} size={20} />,
      run: () => assign({ id, name }),
    })),
    ...(noneLabel ? [{ id: "none", label: noneLabel, run: () => assign(null) }] : []),
  ];
}
