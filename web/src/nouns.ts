import type { TFunction } from "i18next";
import { bulkChangeNoun } from "./bulk-changes/noun";
import { companyNoun } from "./company/noun";
import { dealNoun } from "./deals/noun";
import { emailNoun } from "./emails/noun";
import { employeeNoun } from "./employees/noun";
import { enquiryNoun } from "./enquiries/noun";
import { feedbackNoun } from "./feedback/noun";
import { inviteNoun } from "./invites/noun";
import { importNoun } from "./leads/import/noun";
import { contactNoun } from "./leads/noun";
import { notificationNoun } from "./notifications/noun";
import {
  type AnyNoun,
  defineNouns,
  type Entity,
  type LoggedEvent,
  type SentenceEvent,
  type SentenceParts,
  type Subject,
} from "./noun";
import { opportunityNoun } from "./opportunities/noun";
import type { EntityType } from "./protocol";
import { sessionNoun } from "./sessions/noun";
import { taskNoun } from "./tasks/noun";

/**
 * Every noun of the app. The reducer, the navigation, the search palette, links and the feed derive from this list; the
 * navigation has its order. Loaded behind the sign-in only: `routes.tsx` is loaded before it and lists the pages itself.
 */
export const NOUNS: readonly AnyNoun[] = defineNouns([
  enquiryNoun,
  taskNoun,
  contactNoun,
  sessionNoun,
  feedbackNoun,
  opportunityNoun,
  dealNoun,
  emailNoun,
  notificationNoun,
  importNoun,
  bulkChangeNoun,
  employeeNoun,
  inviteNoun,
  companyNoun,
]);

const byEntity = new Map<string, AnyNoun>(NOUNS.map((noun) => [noun.entity, noun]));
const byKind = new Map<string, AnyNoun>(
  NOUNS.flatMap((noun) => Object.keys(noun.effects).map((kind) => [kind, noun] as const)),
);
const byGroup = new Map<string, AnyNoun>(
  NOUNS.flatMap((noun) => (noun.search ? [[noun.search.group, noun] as const] : [])),
);

/** The noun whose events have this kind; none for kinds of a newer server. */
export function nounOfKind(kind: string): AnyNoun | undefined {
  return byKind.get(kind);
}

/** The noun whose records are in this group of the server's search. */
export function nounOfGroup(group: string): AnyNoun | undefined {
  return byGroup.get(group);
}

/** Where a record is shown; `me`: the id of the reader. Unknown types, and records without a page, link nowhere. */
export function linkTo({ type, id }: Entity, me: string): string | undefined {
  return byEntity.get(type)?.link?.(id, me);
}

/** The name of the socket's commands to watch a record of this type; none for records that are not watched. */
export function watchCommandOf(type: EntityType): string | undefined {
  return byEntity.get(type)?.watch;
}

/** What an event is about. An event of an unknown kind has no name. */
export function subjectOf(event: Pick<LoggedEvent, "kind" | "data">): Subject {
  return byKind.get(event.kind)?.subject(event as never) ?? { name: "" };
}

/** What the sentence of an event has besides its subject. */
export function sentencePartsOf(event: SentenceEvent, t: TFunction): SentenceParts {
  return byKind.get(event.kind)?.sentence?.(event as never, t) ?? {};
}
