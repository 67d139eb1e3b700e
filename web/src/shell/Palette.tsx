import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { IconInbox, IconSearch, IconUser, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { answer, api } from "../api/client";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { useWords } from "../words";
import { PAGES } from "./pages";

interface Action {
  id: string;
  label: string;
  detail?: string;
  icon: typeof IconUser;
  to: string;
}

function useHits(q: string) {
  return useQuery({
    queryKey: ["search", q],
    queryFn: () => answer(api.GET("/api/search", { params: { query: { q } } })),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
    // What was found is gone from the cache soon: events do not keep it true.
    gcTime: 0,
    staleTime: 0,
  });
}

/** One box over everything: pages, leads, enquiries, people. */
export default function Palette({ asked }: { asked: number }) {
  const t = useWords();
  const me = useMe();
  const router = useRouter();
  const [text, setText] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens as often as it is asked for
  useEffect(() => spotlight.open(), [asked]);
  const [q] = useDebouncedValue(text.trim(), 120);
  const hits = useHits(q);
  const found = q ? hits.data : undefined;
  const pages: Action[] = PAGES.filter(({ needs }) => !needs || may(me, needs))
    .map(({ to, word, icon }) => ({ id: to, label: t(word) as string, icon: icon as typeof IconUser, to }))
    .filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()));
  const groups: [string, Action[]][] = [
    [
      t("page.leads"),
      (found?.contacts ?? []).map(({ id, name, organisation, email, phone }) => ({
        id,
        label: name,
        detail: [organisation, email ?? phone].filter(Boolean).join(" · "),
        icon: IconUsers,
        to: `/leads/${id}`,
      })),
    ],
    [
      t("page.enquiries"),
      (found?.enquiries ?? []).map(({ id, name, email, status }) => ({
        id,
        label: name,
        detail: `${email} · ${t(`enquiryStatus.${status}`)}`,
        icon: IconInbox,
        to: `/enquiries?tab=all&open=${id}`,
      })),
    ],
    [
      t("palette.people"),
      (found?.employees ?? []).map(({ id, name, role }) => ({
        id,
        label: name,
        detail: t(`role.${role}`),
        icon: IconUser,
        to: `/leads?ownerId=${id}`,
      })),
    ],
    [t("palette.pages"), pages],
  ];
  const full = groups.filter(([, actions]) => actions.length > 0);
  return (
    <Spotlight.Root
      attributes={{ content: { "aria-label": t("palette.open") } }}
      query={text}
      onQueryChange={setText}
      shortcut={null}
      scrollable
      maxHeight="60vh"
    >
      <Spotlight.Search
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.placeholder")}
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {full.map(([label, actions]) => (
          <Spotlight.ActionsGroup key={label} label={label}>
            {actions.map(({ id, label, detail, icon: Icon, to }) => (
              <Spotlight.Action
                key={id}
                label={label}
                description={detail}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={() => router.history.push(to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {full.length === 0 && !hits.isFetching && <Spotlight.Empty>{t("palette.nothing")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
