import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { answer, api } from "../api/client";
import type { Me } from "../employees/noun";
import type { NounPage, SearchHits } from "../noun";
import { nounOfGroup } from "../nouns";
import { useMe } from "../session/me";
import { can } from "../session/session";
import { useWords } from "../words";
import { PAGES } from "./pages";

export interface SearchResult {
  label: string;
  detail?: string;
  icon: NounPage["icon"];
  to: string;
}

type ResultGroup = [label: string, results: SearchResult[]];

export interface SearchResults {
  groups: ResultGroup[];
  /** Whether the results are those of the current text, not of an earlier one. */
  isSettled: boolean;
  error: unknown;
}

/** What a text finds: records of every noun that has a search, and pages. */
export function useSearchResults(text: string): SearchResults {
  const t = useWords();
  const me = useMe();
  const trimmed = text.trim();
  const [q] = useDebouncedValue(trimmed, 120);
  const { data, isFetching, error } = useQuery({
    queryKey: ["search", q],
    queryFn: () => answer(api.GET("/api/search", { params: { query: { q } } })),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    // Events do not keep results up to date, so they are not cached.
    gcTime: 0,
    staleTime: 0,
  });
  const pages = PAGES.filter(({ permission }) => !permission || can(me, permission))
    .map(({ to, label, icon }) => ({ label: t(label) as string, icon, to }))
    .filter(({ label }) => label.toLowerCase().includes(trimmed.toLowerCase()));
  const groups: ResultGroup[] = [
    ...(q && data ? recordGroups(data, me, t) : []),
    [t("palette.pages"), pages],
  ];
  return {
    groups: groups.filter(([, results]) => results.length > 0),
    isSettled: q === trimmed && !isFetching,
    error,
  };
}

/** The groups of the answer in its order, without those of a newer server and those whose page the user may not open. */
function recordGroups(hits: SearchHits, me: Me, t: TFunction): ResultGroup[] {
  return Object.entries(hits).flatMap(([group, records]) => {
    const search = nounOfGroup(group)?.search;
    if (!search || (search.permission && !can(me, search.permission))) return [];
    const results = records.map((record) => ({ icon: search.icon, ...search.hit(record as never, t) }));
    return [[t(search.label) as string, results]];
  });
}
