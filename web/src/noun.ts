import type { IconProps } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import type { ComponentType } from "react";
import type { totalQuery } from "./api/paging";
import type { Cache } from "./live/cache";
import type { EntityType, Events, Schemas } from "./protocol";
import type { ViewedList } from "./ui/list/views";
import type { Word } from "./words";

type Kind = keyof Events;
export type Envelope = Events[Kind];
export type SearchHits = Schemas["Found"];
type SearchGroup = keyof SearchHits;

/** A record as events and notifications name it. The type may be one of a newer server. */
export interface Entity {
  type: string;
  id: string;
}

/** An event as the feed and the audit log read it. The kind may be one of a newer server. */
export interface LoggedEvent {
  seq: number;
  kind: string;
  at: string;
  actor?: Schemas["Person"] | null;
  entity: Entity;
  data: object;
}

/** What an event is about, as the feed and the audit log show it. */
export interface Subject {
  name: string;
  /** The record that the name links to. */
  entity?: { type: EntityType; id: string };
  /** The stage that was reached. */
  stage?: Schemas["Stage"];
}

/** What the sentence of an event is made of. */
export type SentenceEvent = Pick<LoggedEvent, "kind" | "actor" | "data">;

/** What the sentence of an event has besides who did it and what it is about. */
export interface SentenceParts {
  /** The variant of the sentence: the end of its key. */
  context?: string;
  /** What its other placeholders stand for. */
  values?: Record<string, string | undefined>;
}

/** A page of a noun in the navigation and in the search palette. */
export interface NounPage {
  to: NonNullable<LinkProps["to"]>;
  label: Word;
  icon: ComponentType<IconProps>;
  permission?: Schemas["Permission"];
  /** The query of the number beside the page's name. */
  count?: ReturnType<typeof totalQuery>;
  /** The list of the page, whose filters can be saved as views. */
  views?: ViewedList;
}

/** A record that a search has found. */
interface SearchHit {
  label: string;
  detail: string;
  to: string;
}

interface NounSearch<Group extends SearchGroup> {
  /** The part of the server's answer that has this noun's records. */
  group: Group;
  label: Word;
  icon: ComponentType<IconProps>;
  /** What the page of its results needs. */
  permission?: Schemas["Permission"];
  hit: (record: SearchHits[Group][number], t: TFunction) => SearchHit;
}

/** Everything that the app has to know about a kind of record, besides its pages. */
interface Noun<Type extends EntityType, Kinds extends Kind, Group extends SearchGroup = never> {
  /** What events and notifications call it. */
  entity: Type;
  /** What each of its events does to what has been read. */
  effects: { [K in Kinds]: (cache: Cache, event: Events[K]) => void };
  /** What one of its events is about. */
  subject: (event: Events[Kinds]) => Subject;
  /** What the sentence of one of its events has besides its subject. */
  sentence?: (event: Events[Kinds], t: TFunction) => SentenceParts;
  /** Where a record is shown; `me`: the id of the reader. */
  link?: (id: string, me: string) => string;
  /** The socket's name for its records, of which it says who looks at one: `lead` for `lead:watch`. */
  watch?: string;
  page?: NounPage;
  search?: NounSearch<Group>;
}

export function defineNoun<Type extends EntityType, Kinds extends Kind, Group extends SearchGroup = never>(
  noun: Noun<Type, Kinds, Group>,
): Noun<Type, Kinds, Group> {
  return noun;
}

/** Any noun. Its functions take records and events of that noun only, which a caller must ensure. */
export interface AnyNoun {
  entity: EntityType;
  effects: Readonly<Record<string, (cache: Cache, event: never) => void>>;
  subject: (event: never) => Subject;
  sentence?: (event: never, t: TFunction) => SentenceParts;
  link?: (id: string, me: string) => string;
  watch?: string;
  page?: NounPage;
  search?: {
    group: SearchGroup;
    label: Word;
    icon: ComponentType<IconProps>;
    permission?: Schemas["Permission"];
    hit: (record: never, t: TFunction) => SearchHit;
  };
}

type KindsOf<N> = N extends { effects: infer Effects } ? keyof Effects : never;
type GroupsOf<N> = N extends { search?: { group: infer Group } } ? Group : never;
/** An object that nothing has, naming what is missing; nothing when all of it is there. */
type Covers<All, Listed, Problem extends string> = [Exclude<All, Listed>] extends [never]
  ? unknown
  : { [K in Problem]: Exclude<All, Listed> };

/**
 * The list of all nouns. An event kind without an effect, an entity type or a search group without a noun does not
 * compile: the error names what is missing.
 */
export function defineNouns<const Nouns extends readonly AnyNoun[]>(
  nouns: Nouns &
    Covers<EntityType, Nouns[number]["entity"], "entityTypeWithoutNoun"> &
    Covers<Kind, KindsOf<Nouns[number]>, "eventKindWithoutEffect"> &
    Covers<SearchGroup, GroupsOf<Nouns[number]>, "searchGroupWithoutNoun">,
): Nouns {
  return nouns;
}
