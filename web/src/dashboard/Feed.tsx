import { Box, Avatar as MantineAvatar, ScrollArea, Text, Title } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { LoggedEvent } from "../noun";
import { Avatar } from "../ui/Avatar";
import { Ago, useNewRowClass } from "../ui/clock";
import { EventSentence } from "../ui/EventSentence";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import classes from "./Dashboard.module.css";
import { feedQuery } from "./reads";

/** The latest events of the company, live. */
export function Feed() {
  const t = useWords();
  const events = useQuery(feedQuery);
  return (
    <Box className="panel" p="md" component="section" aria-label={t("feed.title")}>
      <Title order={2} fz="sm" mb="xs">
        {t("feed.title")}
      </Title>
      <Loaded
        query={events}
        skeleton={<Skeletons rows={6} height={32} />}
        isEmpty={(events) => events.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("feed.empty")}
          </Text>
        }
      >
        {(events) => (
          <ScrollArea.Autosize
            mah={900}
            viewportProps={{ tabIndex: 0, "aria-label": t("feed.title"), role: "group" }}
          >
            <ul className={classes.feed}>
              {events.map((event) => (
                <FeedLine key={event.seq} event={event} />
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
      </Loaded>
    </Box>
  );
}

function FeedLine({ event }: { event: LoggedEvent }) {
  const arrival = useNewRowClass(event.at);
  return (
    <li className={arrival} data-kind={event.kind}>
      {event.actor ? (
        <Avatar person={event.actor} size={26} />
      ) : (
        <MantineAvatar size={26} radius="xl" aria-hidden>
          <IconBolt size={15} />
        </MantineAvatar>
      )}
      <Box miw={0}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <EventSentence event={event} />
        </Text>
        <Text size="xs" c="dimmed">
          <Ago time={event.at} />
        </Text>
      </Box>
    </li>
  );
}
