import type { Permission } from "../employees/noun";

/** The parts of the settings, each a page of its own. */
export const SECTIONS: readonly { id: "profile" | "company" | "accounts" | "audit"; needs?: Permission }[] = [
  { id: "profile" },
  { id: "company", needs: "company.manage" },
  { id: "accounts", needs: "users.manage" },
  { id: "audit", needs: "audit.read" },
];
