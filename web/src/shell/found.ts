import { useDebouncedValue } from "@mantine/hooks";
import { IconInbox, IconUser, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { useWords } from "../words";
import { PAGES } from "./pages";

export interface Action {
  label: string;
  detail?: string;
  icon: typeof IconUser;
  to: string;
}

export interface Found {
  groups: [label: string, actions: Action[]][];
  /** Whether it is what the text asks for; until then it is what an earlier text asked for. */
  isSettled: boolean;
  /** Why nobody knows what there is. */
  error: unknown;
}

/** What a text finds: leads, enquiries, people and pages. */
export function useFound(text: string): Found {
  const t = useWords();
  const me = useMe();
  const asked = text.trim();
  const [q] = useDebouncedValue(asked, 120);
  const { data, isFetching, error } = useQuery({
    queryKey: ["search", q],
    queryFn: () => answer(api.GET("/api/search", { params: { query: { q } } })),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    // What was found is gone from the cache soon: events do not keep it true.
    gcTime: 0,
    staleTime: 0,
  });
  const hits = q ? data : undefined;
  const leads = (hits?.contacts ?? []).map(({ id, name, organisation, email, phone }) => ({
    label: name,
    detail: [organisation, email ?? phone].filter(Boolean).join(" · "),
    icon: IconUsers,
    to: `/leads/${id}`,
  }));
  const enquiries = (hits?.enquiries ?? []).map(({ id, name, email, status }) => ({
    label: name,
    detail: `${email} · ${t(`enquiryStatus.${status}`)}`,
    icon: IconInbox,
    to: `/enquiries?tab=all&open=${id}`,
  }));
  const people = (hits?.employees ?? []).map(({ id, name, role }) => ({
    label: name,
    detail: t(`role.${role}`),
    icon: IconUser,
    to: `/leads?ownerId=${id}`,
  }));
  const pages = PAGES.filter(({ needs }) => !needs || may(me, needs))
    .map(({ to, word, icon }) => ({ label: t(word) as string, icon: icon as typeof IconUser, to }))
    .filter(({ label }) => label.toLowerCase().includes(asked.toLowerCase()));
  const groups: Found["groups"] = [
    [t("page.leads"), leads],
    [t("page.enquiries"), enquiries],
    [t("palette.people"), people],
    [t("palette.pages"), pages],
  ];
  return {
    groups: groups.filter(([, actions]) => actions.length > 0),
    isSettled: q === asked && !isFetching,
    error,
  };
}
