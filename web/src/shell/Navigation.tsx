import { Badge, Box, NavLink, SimpleGrid, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { dueTotal, enquiryTotal } from "../api/reads";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { useWords } from "../words";
import { count } from "../words/format";
import classes from "./Navigation.module.css";
import { PAGES } from "./pages";

function usePages() {
  const me = useMe();
  const path = useLocation({ select: (location) => location.pathname });
  const waiting = useQuery({
    ...enquiryTotal({ status: "unclaimed" }),
    enabled: may(me, "enquiries.work"),
  });
  const due = useQuery({ ...dueTotal, enabled: may(me, "leads.work") });
  return PAGES.filter(({ needs }) => !needs || may(me, needs)).map((page) => ({
    ...page,
    isHere: page.to === "/" ? path === "/" : path.startsWith(page.to),
    counted: page.to === "/enquiries" ? waiting : page.to === "/tasks" ? due : undefined,
  }));
}

export function SideNavigation() {
  const t = useWords();
  const pages = usePages();
  return (
    <Stack gap={4}>
      {pages.map(({ to, word, icon: Icon, isHere, counted }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          active={isHere}
          aria-current={isHere ? "page" : undefined}
          label={t(word) as string}
          leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
          rightSection={counted && <Count n={counted.data} />}
          className={classes.link}
        />
      ))}
    </Stack>
  );
}

/** How many there are; none need no word, and what is not known yet is not none. */
function Count({ n }: { n: number | undefined }) {
  if (n === undefined) return <Skeleton w={20} h={16} radius="xl" />;
  if (n === 0) return null;
  return (
    <Badge size="sm" variant="filled" className="number" circle={n < 10}>
      {count(n)}
    </Badge>
  );
}

/** On a phone the pages are at the thumb. */
export function TabBar() {
  const t = useWords();
  const pages = usePages();
  return (
    <SimpleGrid cols={pages.length} spacing={0} component="nav" aria-label={t("shell.tabs")} h="100%">
      {pages.map(({ to, word, icon: Icon, isHere, counted }) => (
        <UnstyledButton
          key={to}
          component={Link}
          to={to}
          aria-current={isHere ? "page" : undefined}
          className={classes.tab}
        >
          <Box pos="relative">
            <Icon size={22} stroke={1.7} aria-hidden />
            {counted?.data ? <span className={classes.dot}>{count(counted.data)}</span> : null}
          </Box>
          <Text size="xs" component="span">
            {t(word) as string}
          </Text>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}
