import { Box, Menu, SimpleGrid, Text, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useWords } from "../words";
import { count } from "../words/format";
import classes from "./TabBar.module.css";
import { type Page, usePages } from "./usePages";

/** How many pages have a tab of their own on a phone. The others are behind "More". */
const MAX_TABS = 4;

/** The first pages, at the bottom of a phone's screen, and a menu of the others. */
export function TabBar() {
  const t = useWords();
  const all = usePages();
  // A menu of a single page would only hide it.
  const split = all.length > MAX_TABS + 1 ? MAX_TABS : all.length;
  const [pages, others] = [all.slice(0, split), all.slice(split)];
  return (
    <SimpleGrid
      cols={pages.length + (others.length > 0 ? 1 : 0)}
      spacing={0}
      component="nav"
      aria-label={t("shell.tabs")}
      h="100%"
    >
      {pages.map((page) => (
        <Tab key={page.to} page={page} />
      ))}
      {others.length > 0 && <MoreTab pages={others} />}
    </SimpleGrid>
  );
}

function Tab({ page: { to, label, icon: Icon, isCurrent, count: query } }: { page: Page }) {
  const t = useWords();
  const n = query?.data;
  return (
    <UnstyledButton
      component={Link}
      to={to}
      aria-current={isCurrent ? "page" : undefined}
      className={classes.tab}
    >
      <Box pos="relative">
        <Icon size={22} stroke={1.7} aria-hidden />
        {n ? <span className={classes.dot}>{count(n)}</span> : null}
      </Box>
      <Text size="xs" component="span" truncate maw="100%">
        {t(label) as string}
      </Text>
    </UnstyledButton>
  );
}

function MoreTab({ pages }: { pages: readonly Page[] }) {
  const t = useWords();
  return (
    <Menu position="top-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.tab} data-current={pages.some(({ isCurrent }) => isCurrent)}>
          <IconDots size={22} stroke={1.7} aria-hidden />
          <Text size="xs" component="span">
            {t("shell.more")}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pages.map(({ to, label, icon: Icon, isCurrent }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            aria-current={isCurrent ? "page" : undefined}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
          >
            {t(label) as string}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
