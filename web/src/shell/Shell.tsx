import "./mantine.css";
import { AppShell, Button, Group, Image, Text, UnstyledButton } from "@mantine/core";
import { Link, Outlet, useSearch } from "@tanstack/react-router";
import { useWords } from "../words";
import { AccountMenu } from "./AccountMenu";
import { Bell } from "./Bell";
import { LiveDot } from "./LiveDot";
import { SideNavigation, TabBar } from "./Navigation";
import { OfflineBar } from "./OfflineBar";
import { PaletteButton } from "./PaletteButton";

/** The frame around every page behind the sign-in. */
export function Shell() {
  const t = useWords();
  const { wall } = useSearch({ strict: false });
  if (wall) return <Outlet />;
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
            <Group gap={8} wrap="nowrap">
              <Image src="/icon.svg" w={28} h={28} alt="" />
              <Text fw={750} fz={19} visibleFrom="sm" style={{ letterSpacing: "-0.02em" }}>
                Tandem
              </Text>
            </Group>
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
        <Outlet />
        <div id="overlays" />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <TabBar />
      </AppShell.Footer>
    </AppShell>
  );
}
