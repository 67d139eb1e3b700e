import { useQuery } from "@tanstack/react-query";
import { colleaguesQuery, type Permission, roleAllows } from "../../employees/noun";
import { splitValues } from "../../live/filterValues";
import { useMe } from "../../session/me";
import { useWords } from "../../words";
import type { Option } from "./filters";

/**
 * The people that a list can be filtered by: oneself, the active colleagues whose role has a permission, and whom the filter
 * already asks for. Without a permission, no colleagues.
 */
export function usePersonOptions(asked: string | undefined, permission: Permission | undefined): Option[] {
  const t = useWords();
  const me = useMe();
  const colleagues = useQuery(colleaguesQuery).data ?? [];
  const chosen = splitValues(asked ?? "");
  const others = colleagues.filter(({ id, role, status }) => {
    if (id === me.id) return false;
    const isOffered = permission && status === "ACTIVE" && roleAllows(role, permission);
    return isOffered || chosen.includes(id);
  });
  return [
    { value: me.id, label: t("filter.me") },
    ...others.map(({ id, name }) => ({ value: id, label: name })),
  ];
}
