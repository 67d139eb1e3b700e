import { Link } from "@tanstack/react-router";
import type { LoggedEvent } from "../noun";
import { linkTo, sentencePartsOf, subjectOf } from "../nouns";
import { useMe } from "../session/me";
import { useWords } from "../words";
import { Filled } from "../words/Filled";
import { sentenceOf } from "../words/sentence";
import { StageBadge } from "./Badges";

/** What happened, in words: who did it, with a link to the record that it is about. */
export function EventSentence({ event }: { event: LoggedEvent }) {
  const t = useWords();
  const me = useMe();
  const { name, entity, stage } = subjectOf(event);
  const link = entity && linkTo(entity, me.id);
  const parts = {
    who: <b>{event.actor?.name ?? t("timeline.byItself")}</b>,
    name: link ? (
      <Link to={link} style={{ color: "var(--mantine-color-anchor)" }}>
        {name || t("feed.someone")}
      </Link>
    ) : (
      name
    ),
    stage: stage && <StageBadge stage={stage} size="xs" />,
  };
  return <Filled text={sentenceOf(event.kind, sentencePartsOf(event, t))} parts={parts} />;
}
