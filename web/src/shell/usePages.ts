import { useQueries } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { PAGES } from "./pages";

export type Page = ReturnType<typeof usePages>[number];

/** The pages that the employee may open, with the numbers beside their names. */
export function usePages() {
  const me = useMe();
  const path = useLocation({ select: (location) => location.pathname });
  const pages = PAGES.filter(({ permission }) => !permission || can(me, permission));
  const counts = useQueries({ queries: pages.flatMap((page) => page.count ?? []) });
  const counted = pages.filter((page) => page.count);
  return pages.map((page) => ({
    ...page,
    isCurrent: page.to === "/" ? path === "/" : path.startsWith(page.to),
    count: counts[counted.indexOf(page)],
  }));
}
