import { useDebouncedValue } from "@mantine/hooks";
import type { IconProps } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ComponentType, ReactNode } from "react";
import { answer, api } from "../api/client";
import type { Me } from "../employees/noun";
import type { SearchHits } from "../noun";
import { nounOfGroup } from "../nouns";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { SECTIONS } from "../settings/sections";
import { COMMANDS, type CommandId } from "../ui/keyboard/commands";
import { runCommand } from "../ui/keyboard/palette";
import { type Choice, registry } from "../ui/keyboard/registry";
import { useAvailableCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
import { matches } from "./matches";
import { PAGES } from "./pages";

type Icon = ComponentType<IconProps>;

/** A line of the palette. */
export interface PaletteLine {
  /** Unique in the palette. */
  id: string;
  label: string;
  detail?: string;
  icon?: Icon;
  /** Shown in place of an icon. */
  image?: ReactNode;
  /** The command whose key is shown. */
  command?: CommandId;
  /** It has choices, which the palette shows next. */
  hasChoices?: boolean;
  run: () => void;
}

type PaletteGroup = [label: string, lines: PaletteLine[]];

export interface PaletteResults {
  groups: PaletteGroup[];
  /** Whether the first line is that of the current text, not of an earlier one. */
  isSettled: boolean;
  error: unknown;
}

/** What a text finds: commands, records of every noun that has a search, and pages. */
export function useSearchResults(text: string): PaletteResults {
  const t = useWords();
  const me = useMe();
  const { history } = useRouter();
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
  const open = (to: string) => history.push(to);
  const commands = useCommandLines(trimmed);
  const groups: PaletteGroup[] = [
    [t("palette.commands"), commands],
    ...(q && data ? recordGroups(data, me, t, open) : []),
    [t("palette.pages"), pageLines(trimmed, me, t, open)],
  ];
  return {
    groups: groups.filter(([, lines]) => lines.length > 0),
    isSettled: commands.length > 0 || (q === trimmed && !isFetching),
    error,
  };
}

/** The commands that are possible, and the choices of those that list them. */
function useCommandLines(text: string): PaletteLine[] {
  const t = useWords();
  return useAvailableCommands().flatMap(({ id, subject }) => {
    const { label: word, icon, isKeyOnly, listsChoices } = COMMANDS[id];
    const label = t(word) as string;
    if (isKeyOnly) return [];
    const handler = registry.handlerOf(id);
    const hasChoices = handler && "choices" in handler;
    const line = { id, label, detail: subject, icon, command: id, hasChoices, run: () => runCommand(id) };
    const choices = text && listsChoices ? listedChoices(id) : [];
    return [
      ...(matches(label, text) ? [line] : []),
      ...choices
        .map((choice) => ({
          ...choiceLine(choice, `${id}:`),
          label: `${label}: ${choice.label}`,
          detail: subject,
        }))
        .filter((line) => matches(line.label, text) && !matches(label, text)),
    ];
  });
}

function listedChoices(id: CommandId): readonly Choice[] {
  const handler = registry.handlerOf(id);
  const choices = handler && "choices" in handler ? handler.choices() : [];
  return choices instanceof Promise ? [] : choices;
}

const choiceLine = ({ id, label, icon, run }: Choice, prefix = ""): PaletteLine => ({
  id: prefix + id,
  label,
  image: icon,
  run,
});

/** The choices of a command that a text matches. */
export function useChoiceResults(id: CommandId | undefined, text: string): PaletteResults {
  const { data, isPending, error } = useQuery({
    queryKey: ["choices", id],
    queryFn: async () => {
      const handler = id && registry.handlerOf(id);
      return handler && "choices" in handler ? handler.choices() : [];
    },
    enabled: id !== undefined,
    structuralSharing: false,
    retry: false,
    gcTime: 0,
    staleTime: 0,
  });
  const lines = (data ?? []).filter(({ label }) => matches(label, text)).map((choice) => choiceLine(choice));
  return { groups: lines.length > 0 ? [["", lines]] : [], isSettled: !isPending, error };
}

type Open = (to: string) => void;

/** The groups of the answer in its order, without those of a newer server and those whose page the user may not open. */
function recordGroups(hits: SearchHits, me: Me, t: TFunction, open: Open): PaletteGroup[] {
  return Object.entries(hits).flatMap(([group, records]): PaletteGroup[] => {
    const search = nounOfGroup(group)?.search;
    if (!search || (search.permission && !can(me, search.permission))) return [];
    const lines = records.map((record) => {
      const { label, detail, to } = search.hit(record as never, t);
      return { id: `${group}:${to}`, label, detail, icon: search.icon, run: () => open(to) };
    });
    return [[t(search.label) as string, lines]];
  });
}

/** The pages of the navigation and those of the settings. */
function pageLines(text: string, me: Me, t: TFunction, open: Open): PaletteLine[] {
  const line = (to: string, label: string, icon: Icon, detail?: string): PaletteLine => ({
    id: to,
    label,
    detail,
    icon,
    run: () => open(to),
  });
  const pages = PAGES.filter(({ permission }) => !permission || can(me, permission)).flatMap((page) => {
    const name = t(page.label) as string;
    const parts = SECTIONS.filter(({ needs }) => page.to === "/settings" && (!needs || can(me, needs)));
    return [
      line(page.to, name, page.icon),
      ...parts.map(({ id }) => line(`/settings/${id}`, t(`settings.${id}`), page.icon, name)),
    ];
  });
  // "go to leads" and "settings company" find what they say.
  return pages.filter(({ label, detail = "" }) => matches(`${t("palette.pages")} ${detail} ${label}`, text));
}
