import "./mantine.css";
import { AppShell, Button, Group, UnstyledButton } from "@mantine/core";
import { Link, Outlet, useSearch } from "@tanstack/react-router";
import { useZone } from "../session/zone";
import { useWords } from "../words";
import { AccountMenu } from "./AccountMenu";
import { Bell } from "./Bell";
import { ConfirmBar } from "./ConfirmBar";
import { LiveDot } from "./LiveDot";
import { Logo } from "./Logo";
import { SideNavigation, TabBar } from "./Navigation";
import { OfflineBar } from "./OfflineBar";
import { PaletteButton } from "./PaletteButton";

/** The frame around every page behind the sign-in. */
export function Shell() {
  const t = useWords();
  const { wall } = useSearch({ strict: false });
  // Days are the company's: what shows some is drawn anew in another time zone.
  const zone = useZone();
  if (wall) return <Outlet key={zone} />;
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: { base: 60, sm: 0 } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <Button className="skip" component="a" href="#content" size="xs">
        {t("shell.skip")}
      </Button>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <UnstyledButton component={Link} to="/" aria-label={t("shell.home")}>
            <Logo />
          </UnstyledButton>
          <PaletteButton />
          <Group gap={6} wrap="nowrap">
            <LiveDot />
            <Bell />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" withBorder aria-label={t("shell.pages")}>
        <SideNavigation />
      </AppShell.Navbar>
      <AppShell.Main
        id="content"
        tabIndex={-1}
        style={{ display: "flex", flexDirection: "column", outline: 0 }}
      >
        <OfflineBar />
        <ConfirmBar />
        <Outlet key={zone} />
        <div id="overlays" />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <TabBar />
      </AppShell.Footer>
    </AppShell>
  );
}
