import { Box, Avatar as MantineAvatar, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LoggedEvent } from "../noun";
import { Avatar } from "../ui/Avatar";
import { Ago, useNewRowClass } from "../ui/clock";
import { EventSentence } from "../ui/EventSentence";
import { Section } from "../ui/Section";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { Filled } from "../words/Filled";
import { count } from "../words/format";
import classes from "./Dashboard.module.css";
import { COUNTED, type FeedGroup, groupFeed } from "./feedGroups";
import { feedQuery } from "./reads";

/** The latest events of the company, live, by person and record. */
export function Feed() {
  const t = useWords();
  return (
    <Section title={t("feed.title")} isPlain>
      <Loaded
        query={useQuery(feedQuery)}
        skeleton={<Skeletons rows={6} height={32} />}
        isEmpty={(events) => events.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("feed.empty")}
          </Text>
        }
      >
        {(events) => (
          <ScrollArea
            className={classes.feedScroll}
            viewportProps={{ tabIndex: 0, "aria-label": t("feed.title"), role: "group" }}
          >
            <ul className={classes.feed}>
              {groupFeed(events).map((group) => (
                <FeedLine key={group.key} group={group} />
              ))}
            </ul>
          </ScrollArea>
        )}
      </Loaded>
    </Section>
  );
}

function FeedLine({ group: { records } }: { group: FeedGroup }) {
  const t = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const first = records[0];
  const newest = first?.events[0];
  const arrival = useNewRowClass(newest?.at ?? "");
  if (!first || !newest) return null;
  const isCounted = records.length > 1;
  const folded = isCounted
    ? records.map(({ headline }) => headline)
    : first.events.filter((event) => event !== first.headline);
  return (
    <li className={arrival} data-kind={first.headline.kind}>
      <Actor event={newest} />
      <Box miw={0}>
        <Text size="sm" className={classes.sentence}>
          {isCounted ? (
            <CountedSentence event={newest} kind={first.headline.kind} n={records.length} />
          ) : (
            <EventSentence event={first.headline} />
          )}
        </Text>
        <Text size="xs" c="dimmed" component="div" className={classes.feedMeta}>
          <Ago time={newest.at} />
          {folded.length > 0 && (
            <UnstyledButton
              className={classes.more}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen
                ? t("feed.less")
                : isCounted
                  ? t("feed.all")
                  : t("feed.more", { count: folded.length, n: count(folded.length) })}
            </UnstyledButton>
          )}
        </Text>
        {isOpen && <Folded events={folded} />}
      </Box>
    </li>
  );
}

function Actor({ event: { actor } }: { event: LoggedEvent }) {
  if (actor) return <Avatar person={actor} size={22} />;
  return (
    <MantineAvatar size={22} radius="xl" aria-hidden>
      <IconBolt size={13} />
    </MantineAvatar>
  );
}

/** "Meera Shah advanced 4 leads". */
function CountedSentence({ event, kind, n }: { event: LoggedEvent; kind: string; n: number }) {
  const t = useWords();
  const counted = COUNTED[kind as keyof typeof COUNTED];
  const text = t(`feed.${counted}`, { n: count(n), who: "{{who}}" });
  return <Filled text={text} parts={{ who: <b>{event.actor?.name ?? t("timeline.byItself")}</b> }} />;
}

function Folded({ events }: { events: readonly LoggedEvent[] }) {
  return (
    <ul className={classes.folded}>
      {events.map((event) => (
        <li key={event.seq} className={classes.sentence}>
          <EventSentence event={event} />
        </li>
      ))}
    </ul>
  );
}
