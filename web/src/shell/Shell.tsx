import "./mantine.css";
import { AppShell, Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Outlet, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useZone } from "../session/zone";
import { TitleSlot } from "../ui/PageHeader";
import { useWords } from "../words";
import { AccountMenu } from "./AccountMenu";
import { AppCommands } from "./AppCommands";
import { Bell } from "./Bell";
import { ConfirmBar } from "./ConfirmBar";
import { Dates } from "./Dates";
import { Frame } from "./Frame";
import { LiveDot } from "./LiveDot";
import { OfflineBar } from "./OfflineBar";
import { PaletteButton } from "./PaletteButton";
import classes from "./Shell.module.css";
import { Sidebar } from "./Sidebar";
import { TabBar } from "./TabBar";

/** The frame around every page behind the sign-in. In wall mode there is only the page. */
export function Shell() {
  const t = useWords();
  const { wall } = useSearch({ strict: false });
  // Days are those of the company: pages are mounted again when its time zone changes.
  const zone = useZone();
  const isPhone = !useMediaQuery("(min-width: 48em)", true, { getInitialValueInEffect: false });
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const page = (
    <Dates>
      <Outlet key={zone} />
      {/* Tooltips and menus open here. */}
      <div id="overlays" />
    </Dates>
  );
  if (wall) return page;
  return (
    <TitleSlot value={slot}>
      <Frame>
        <AppCommands />
        <Button className="skip" component="a" href="#content" size="xs">
          {t("shell.skip")}
        </Button>
        {isPhone ? <PhoneHeader setSlot={setSlot} /> : <Sidebar />}
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <OfflineBar />
          <ConfirmBar />
          <div className={classes.page}>{page}</div>
        </AppShell.Main>
        {isPhone && (
          <AppShell.Footer>
            <TabBar />
          </AppShell.Footer>
        )}
      </Frame>
    </TitleSlot>
  );
}

/** The title of the page, and what the sidebar has elsewhere. */
function PhoneHeader({ setSlot }: { setSlot: (slot: HTMLElement | null) => void }) {
  return (
    <AppShell.Header className={classes.header}>
      <div ref={setSlot} className={classes.slot} />
      <PaletteButton />
      <LiveDot />
      <Bell />
      <AccountMenu />
    </AppShell.Header>
  );
}
