import { AppShell } from "@mantine/core";
import type { ReactNode } from "react";

/** The places of the header, the navigation and the tab bar, which the page and its skeleton share. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: { base: 60, sm: 0 } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      {children}
    </AppShell>
  );
}
