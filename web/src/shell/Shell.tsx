import "./mantine.css";
import { AppShell, Button, Group, UnstyledButton } from "@mantine/core";
import { Link, Outlet, useSearch } from "@tanstack/react-router";
import { useZone } from "../session/zone";
import { useWords } from "../words";
import { AccountMenu } from "./AccountMenu";
import { AppCommands } from "./AppCommands";
import { Bell } from "./Bell";
import { ConfirmBar } from "./ConfirmBar";
import { Dates } from "./Dates";
import { Frame } from "./Frame";
import { LiveDot } from "./LiveDot";
import { Logo } from "./Logo";
import { SideNavigation, TabBar } from "./Navigation";
import { OfflineBar } from "./OfflineBar";
import { PaletteButton } from "./PaletteButton";

/** The frame around every page behind the sign-in. In wall mode there is only the page. */
export function Shell() {
  const t = useWords();
  const { wall } = useSearch({ strict: false });
  // Days are those of the company: pages are mounted again when its time zone changes.
  const zone = useZone();
  const page = (
    <Dates>
      <Outlet key={zone} />
      {/* Tooltips and menus open here. */}
      <div id="overlays" />
    </Dates>
  );
  if (wall) return page;
  return (
    <Frame>
      <AppCommands />
      <Button className="skip" component="a" href="#content" size="xs">
        {t("shell.skip")}
      </Button>
      <Header />
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
        {page}
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <TabBar />
      </AppShell.Footer>
    </Frame>
  );
}

function Header() {
  const t = useWords();
  return (
    <AppShell.Header px="md">
      <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
        <UnstyledButton component={Link} to="/" aria-label={t("shell.home")}>
          <Logo visibleFrom="sm" />
        </UnstyledButton>
        <PaletteButton />
        <Group gap={6} wrap="nowrap">
          <LiveDot />
          <Bell />
          <AccountMenu />
        </Group>
      </Group>
    </AppShell.Header>
  );
}
