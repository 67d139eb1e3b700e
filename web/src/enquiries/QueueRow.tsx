import { Button, Group, Text, UnstyledButton } from "@mantine/core";
import { IconHandGrab } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { company, enquiry as reading } from "../api/reads";
import type { Enquiry } from "../api/records";
import { useMe } from "../session/me";
import { EnquiryMark, PriorityMark } from "../ui/Badges";
import { Ago, useArrival, useNow } from "../ui/clock";
import { Named } from "../ui/Face";
import { useWords } from "../words";
import { age } from "../words/format";
import { type LostRace, useClaim } from "./claim";
import classes from "./Queue.module.css";

interface Props {
  enquiry: Enquiry;
  /** It is no longer in this list, and shows until the pointer leaves. */
  isGone: boolean;
  isOpen: boolean;
  show: (id: string) => void;
  goOn: (from: string) => void;
}

export function QueueRow({ enquiry, isGone, isOpen, show, goOn }: Props) {
  const t = useWords();
  const claim = useClaim();
  const arrival = useArrival(enquiry.createdAt);
  const [lost, setLost] = useState<LostRace | null>(null);
  // What has gone from the list is still known by itself.
  const latest = useQuery({ ...reading(enquiry.id), enabled: false }).data;
  const current = isGone ? (latest ?? enquiry) : enquiry;
  const isFree = current.status === "unclaimed" && !lost;
  const take = async () => {
    setLost(await claim(current));
    goOn(current.id);
  };
  return (
    <li
      className={`${classes.row} ${arrival ?? ""}`}
      data-open={isOpen || undefined}
      data-gone={isGone || undefined}
      data-enquiry={enquiry.id}
    >
      <UnstyledButton className={classes.open} onClick={() => show(enquiry.id)} aria-expanded={isOpen}>
        <Group gap={8} wrap="nowrap">
          <Text fw={600} truncate>
            {current.name}
          </Text>
          {current.priority === "high" && <PriorityMark priority="high" />}
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {[current.courseInterest, current.message].filter(Boolean).join(" — ") || current.email}
        </Text>
      </UnstyledButton>
      {isFree ? (
        <Waiting since={current.createdAt} />
      ) : (
        <Text size="sm" c="dimmed" className={classes.age}>
          <Ago time={current.createdAt} />
        </Text>
      )}
      <div className={classes.claim}>
        {isFree ? (
          <Button
            data-claim={enquiry.id}
            leftSection={<IconHandGrab size={16} aria-hidden />}
            onClick={() => void take()}
            aria-label={t("queue.claimNamed", { name: current.name })}
          >
            {t("queue.claim")}
          </Button>
        ) : (
          <Taken enquiry={current} lost={lost} />
        )}
      </div>
    </li>
  );
}

/** How long somebody has been waiting: warm and hot after as many minutes as the company's settings say. */
function Waiting({ since }: { since: string }) {
  const now = useNow();
  const settings = useQuery(company(useMe().companyId)).data?.settings;
  const minutes = (now - Date.parse(since)) / 60_000;
  const isOver = (limit: number | undefined) => limit !== undefined && minutes >= limit;
  const late = isOver(settings?.enquiryAgeAlarm)
    ? "hot"
    : isOver(settings?.enquiryAgeWarning)
      ? "warm"
      : undefined;
  return (
    <Text
      className={`${classes.age} number`}
      data-late={late}
      fw={600}
      size="sm"
      component="time"
      dateTime={since}
    >
      {age(since, now)}
    </Text>
  );
}

function Taken({ enquiry, lost }: { enquiry: Enquiry; lost: LostRace | null }) {
  const t = useWords();
  const me = useMe();
  const by = lost?.by ?? enquiry.claimedBy;
  if (lost && by) {
    return (
      <Text size="sm" fw={600} c="var(--mantine-color-error)" role="alert">
        {t("queue.lost", { name: by.name })}
      </Text>
    );
  }
  return (
    <Group gap={8} wrap="nowrap">
      {by && by.id !== me.id && <Named person={by} />}
      <EnquiryMark status={enquiry.status} />
    </Group>
  );
}
