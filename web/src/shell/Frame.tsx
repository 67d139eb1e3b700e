import { AppShell } from "@mantine/core";
import type { ReactNode } from "react";
import { useSidebar } from "./sidebar";

/** The places of the sidebar, and of the header and the tab bar of a phone, which the page and its skeleton share. */
export function Frame({ children }: { children: ReactNode }) {
  const { width } = useSidebar();
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ width, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: { base: 60, sm: 0 } }}
      transitionDuration={0}
    >
      {children}
    </AppShell>
  );
}
