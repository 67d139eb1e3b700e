import { IconLayoutDashboard, IconSettings } from "@tabler/icons-react";
import type { NounPage } from "../noun";
import { NOUNS } from "../nouns";

/** The pages of the navigation, in its order: the dashboard, those of nouns, the settings. */
export const PAGES: readonly NounPage[] = [
  { to: "/", label: "page.dashboard", icon: IconLayoutDashboard, permission: "analytics.read" },
  ...NOUNS.flatMap(({ page }) => page ?? []),
  { to: "/settings", label: "page.settings", icon: IconSettings },
];
