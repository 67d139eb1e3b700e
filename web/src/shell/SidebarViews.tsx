import { Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { keys } from "../live/keys";
import type { NounPage } from "../noun";
import { useMe } from "../session/me";
import { isSameFilter, useStoredViews, type ViewedList } from "../ui/list/views";
import { useWords } from "../words";
import classes from "./Sidebar.module.css";
import { SidebarLink } from "./SidebarLink";

type ViewedPage = Pick<NounPage, "to" | "icon"> & { views: ViewedList };

/** How many views have a number, and how often, in milliseconds, it is read again: each takes a request of its own. */
const MAX_COUNTED = 20;
const COUNT_INTERVAL = 60_000;

/** The employee's own views of every list, the first ones with their numbers. */
export function SidebarViews({ pages }: { pages: readonly Pick<NounPage, "to" | "icon" | "views">[] }) {
  const t = useWords();
  const viewed = pages.flatMap(({ to, icon, views }) => (views ? [{ to, icon, views }] : []));
  return (
    <section className={classes.views} aria-label={t("shell.views")}>
      <Text size="xs" c="dimmed" className={classes.caption}>
        {t("shell.views")}
      </Text>
      <ViewsOfPages pages={viewed} countable={MAX_COUNTED} />
    </section>
  );
}

interface ViewsProps {
  pages: readonly ViewedPage[];
  /** How many views may have a number. */
  countable: number;
}

/** The views of the first page, and after them those of the others. */
function ViewsOfPages({ pages: [page, ...others], countable }: ViewsProps) {
  return page && <ViewsOfPage page={page} others={others} countable={countable} />;
}

interface PageProps extends Pick<ViewsProps, "countable"> {
  page: ViewedPage;
  others: readonly ViewedPage[];
}

function ViewsOfPage({ page: { to, icon, views: list }, others, countable }: PageProps) {
  const me = useMe();
  const { views } = useStoredViews(list);
  const counted = views.slice(0, countable);
  const totals = useQueries({
    queries: counted.map(({ filter }) => ({
      ...list.total(filter, me),
      queryKey: [...keys.viewTotals, list.id, filter],
      staleTime: COUNT_INTERVAL,
      refetchInterval: COUNT_INTERVAL,
    })),
  });
  const { pathname, search } = useLocation();
  const shown = pathname === to ? list.parse({ ...search, as: undefined }) : undefined;
  return (
    <>
      {views.map(({ name, filter }, index) => (
        <SidebarLink
          key={name}
          to={to}
          search={filter}
          icon={icon}
          label={name}
          isCurrent={shown !== undefined && isSameFilter(shown, filter)}
          countQuery={totals[index]}
        />
      ))}
      <ViewsOfPages pages={others} countable={countable - counted.length} />
    </>
  );
}
