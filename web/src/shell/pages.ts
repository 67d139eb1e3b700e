import {
  IconCheckbox,
  IconInbox,
  IconLayoutDashboard,
  type IconProps,
  IconSettings,
  IconUsers,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Permission } from "../api/records";
import type { Word } from "../words";

interface Page {
  to: "/" | "/enquiries" | "/leads" | "/tasks" | "/settings";
  word: Word;
  icon: ComponentType<IconProps>;
  needs?: Permission;
}

/** The pages, in the order of a rep's day. */
export const PAGES: readonly Page[] = [
  { to: "/", word: "page.dashboard", icon: IconLayoutDashboard, needs: "analytics.read" },
  { to: "/enquiries", word: "page.enquiries", icon: IconInbox, needs: "enquiries.work" },
  { to: "/leads", word: "page.leads", icon: IconUsers, needs: "leads.work" },
  { to: "/tasks", word: "page.tasks", icon: IconCheckbox, needs: "leads.work" },
  { to: "/settings", word: "page.settings", icon: IconSettings },
];
