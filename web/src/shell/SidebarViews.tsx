import { Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import type { NounPage } from "../noun";
import { useMe } from "../session/me";
import { isSameFilter, useStoredViews, type ViewedList } from "../ui/list/views";
import { useWords } from "../words";
import classes from "./Sidebar.module.css";
import { SidebarLink } from "./SidebarLink";

type ViewedPage = Pick<NounPage, "to" | "icon"> & { views: ViewedList };

/** The employee's own views of every list, with their numbers. */
export function SidebarViews({ pages }: { pages: readonly Pick<NounPage, "to" | "icon" | "views">[] }) {
  const t = useWords();
  const viewed = pages.flatMap(({ to, icon, views }) => (views ? [{ to, icon, views }] : []));
  return (
    <section className={classes.views} aria-label={t("shell.views")}>
      <Text size="xs" c="dimmed" className={classes.caption}>
        {t("shell.views")}
      </Text>
      {viewed.map((page) => (
        <ViewsOfPage key={page.to} page={page} />
      ))}
    </section>
  );
}

function ViewsOfPage({ page: { to, icon, views: list } }: { page: ViewedPage }) {
  const me = useMe();
  const { views } = useStoredViews(list);
  const totals = useQueries({ queries: views.map(({ filter }) => list.total(filter, me)) });
  const { pathname, search } = useLocation();
  const shown = pathname === to ? list.parse({ ...search, as: undefined }) : undefined;
  return views.map(({ name, filter }, index) => (
    <SidebarLink
      key={name}
      to={to}
      search={filter}
      icon={icon}
      label={name}
      isCurrent={shown !== undefined && isSameFilter(shown, filter)}
      n={totals[index]}
    />
  ));
}
