import { ROLES } from "../protocol/enums";
import type { Option } from "../ui/list/filters";
import { useWords } from "../words";

export function useRoleOptions(): Option[] {
  const t = useWords();
  return ROLES.map((value) => ({ value, label: t(`role.${value}`) }));
}
