import { Avatar, Box, ScrollArea, Text, Title } from "@mantine/core";
import { IconBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { feed } from "../api/reads";
import { linkTo } from "../shell/links";
import { StageMark } from "../ui/Badges";
import { Ago, useArrival } from "../ui/clock";
import { Face } from "../ui/Face";
import { Bones, Loaded } from "../ui/states";
import { useWords } from "../words";
import classes from "./Dashboard.module.css";
import { type Line, subject } from "./sentence";

/** What happens in the company, as it happens. */
export function Feed() {
  const t = useWords();
  const read = useQuery(feed);
  return (
    <Box className="panel" p="md" component="section" aria-label={t("feed.title")}>
      <Title order={2} fz="sm" mb="xs">
        {t("feed.title")}
      </Title>
      <Loaded
        of={read}
        skeleton={<Bones rows={6} height={32} />}
        isEmpty={(lines) => lines.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {t("feed.empty")}
          </Text>
        }
      >
        {(lines) => (
          <ScrollArea.Autosize
            mah={900}
            viewportProps={{ tabIndex: 0, "aria-label": t("feed.title"), role: "group" }}
          >
            <ul className={classes.feed}>
              {lines.map((line) => (
                <One key={line.seq} line={line} />
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
      </Loaded>
    </Box>
  );
}

/** What nobody of the company did: a stranger, or the time. */
const BY_NOBODY = ["enquiry:created", "email:opened", "email:clicked", "task:due"];

function One({ line }: { line: Line }) {
  const t = useWords();
  const arrival = useArrival(line.at);
  const { name, entity, to } = subject(line);
  const who = line.actor?.name ?? (BY_NOBODY.includes(line.kind) ? null : t("timeline.byItself"));
  const key = `event.${line.kind.replace(":", "_")}`;
  return (
    <li className={arrival} data-kind={line.kind}>
      {line.actor ? (
        <Face person={line.actor} size={26} />
      ) : (
        <Avatar size={26} radius="xl" aria-hidden>
          <IconBolt size={15} />
        </Avatar>
      )}
      <Box miw={0}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {who && <b>{who} </b>}
          {t(key as "event.lead_created")}{" "}
          {entity ? (
            <Link to={linkTo(entity)} style={{ color: "var(--mantine-color-anchor)" }}>
              {name || t("feed.someone")}
            </Link>
          ) : (
            name
          )}{" "}
          {to && <StageMark stage={to} size="xs" />}
        </Text>
        <Text size="xs" c="dimmed">
          <Ago time={line.at} />
        </Text>
      </Box>
    </li>
  );
}
