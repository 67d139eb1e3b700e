import { ActionIcon, AppShell, Skeleton, Text } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { companyQuery } from "../company/noun";
import { useMe } from "../session/me";
import { Online } from "../ui/Online";
import { useWords } from "../words";
import { AccountMenu } from "./AccountMenu";
import { Bell } from "./Bell";
import { LiveDot } from "./LiveDot";
import { PaletteButton } from "./PaletteButton";
import classes from "./Sidebar.module.css";
import { SidebarLink } from "./SidebarLink";
import { SidebarViews } from "./SidebarViews";
import { useSidebar } from "./sidebar";
import { usePages } from "./usePages";

/** The company, search, the pages, the employee's views, and who is online. Collapsed, its icons alone. */
export function Sidebar() {
  const t = useWords();
  const { isCollapsed, toggle } = useSidebar();
  const pages = usePages();
  const isSettings = ({ to }: { to: string }) => to === "/settings";
  return (
    <AppShell.Navbar
      className={classes.sidebar}
      aria-label={t("shell.pages")}
      data-collapsed={isCollapsed || undefined}
    >
      <div className={classes.head}>
        <CompanyName />
        <Bell />
        <Toggle isCollapsed={isCollapsed} onClick={toggle} />
      </div>
      <div className={classes.search}>
        <PaletteButton />
      </div>
      <div className={classes.links}>
        {pages
          .filter((page) => !isSettings(page))
          .map((page) => (
            <SidebarLink key={page.to} {...page} label={t(page.label) as string} countQuery={page.count} />
          ))}
        {!isCollapsed && <SidebarViews pages={pages} />}
      </div>
      {pages.filter(isSettings).map((page) => (
        <SidebarLink key={page.to} {...page} label={t(page.label) as string} />
      ))}
      <div className={classes.foot}>
        <div className={classes.presence}>
          {!isCollapsed && <Online max={4} />}
          <LiveDot />
        </div>
        <AccountMenu withName={!isCollapsed} />
      </div>
    </AppShell.Navbar>
  );
}

function CompanyName() {
  const name = useQuery(companyQuery(useMe().companyId)).data?.name;
  return (
    <div className={classes.company}>
      <img src="/icon.svg" width={24} height={24} alt="" />
      {name === undefined ? (
        <Skeleton h={16} w={90} className={classes.name} />
      ) : (
        <Text span fw={600} size="sm" truncate className={classes.name} title={name}>
          {name}
        </Text>
      )}
    </div>
  );
}

function Toggle({ isCollapsed, onClick }: { isCollapsed: boolean; onClick: () => void }) {
  const t = useWords();
  const Icon = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <ActionIcon
      aria-label={t(isCollapsed ? "shell.expand" : "shell.collapse")}
      aria-expanded={!isCollapsed}
      onClick={onClick}
    >
      <Icon size={18} stroke={1.7} aria-hidden />
    </ActionIcon>
  );
}
