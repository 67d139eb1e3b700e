import { Button, Group, Text, UnstyledButton } from "@mantine/core";
import { IconHandGrab } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { companyQuery } from "../company/noun";
import { useMe } from "../session/me";
import { PersonName } from "../ui/Avatar";
import { EnquiryStatusBadge, PriorityBadge } from "../ui/Badges";
import { Ago, useNewRowClass, useNow } from "../ui/clock";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import { useWords } from "../words";
import { age } from "../words/format";
import { type ClaimConflict, useClaim } from "./claim";
import { type Enquiry, enquiryQuery } from "./noun";
import classes from "./Queue.module.css";

interface Props {
  enquiry: Enquiry;
  /** It has left the list, and is shown until the pointer leaves. */
  isGone: boolean;
  isOpen: boolean;
  /** The keyboard is at it. */
  isCurrent: boolean;
  show: (id: string) => void;
  focusNext: (from: string) => void;
}

export function QueueRow({ enquiry, isGone, isOpen, isCurrent, show, focusNext }: Props) {
  const t = useWords();
  const newRow = useNewRowClass(enquiry.createdAt);
  // A row that has left the list is no longer updated with it, but its own query is.
  const latest = useQuery({ ...enquiryQuery(enquiry.id), enabled: false }).data;
  const current = isGone ? (latest ?? enquiry) : enquiry;
  const { conflict, claim } = useClaim(current);
  const isClaimable = current.status === "unclaimed" && !conflict;
  const claimIt = () => {
    // At once: whether it succeeds or not, the next one is to be claimed now.
    focusNext(current.id);
    void claim();
  };
  return (
    <li
      className={`${classes.row} ${newRow ?? ""}`}
      data-open={isOpen || undefined}
      data-gone={isGone || undefined}
      data-current={isCurrent || undefined}
      data-enquiry={enquiry.id}
      data-row={enquiry.id}
    >
      <UnstyledButton
        className={classes.open}
        onClick={() => show(enquiry.id)}
        aria-expanded={isOpen}
        data-row-focus
      >
        <span className={classes.name}>
          <Text span fw={500} truncate>
            {current.name}
          </Text>
          {current.priority === "high" && <PriorityBadge priority="high" />}
        </span>
        <Text span size="sm" c="dimmed" truncate>
          {[current.courseInterest, current.message].filter(Boolean).join(" — ") || current.email}
        </Text>
      </UnstyledButton>
      {isClaimable ? (
        <Waiting since={current.createdAt} />
      ) : (
        <Text size="sm" c="dimmed" className={classes.age}>
          <Ago time={current.createdAt} />
        </Text>
      )}
      <div className={classes.claim}>
        {isClaimable ? (
          <Button
            variant="default"
            className={classes.claimButton}
            data-claim={enquiry.id}
            leftSection={<IconHandGrab size={16} aria-hidden />}
            rightSection={isCurrent && <CommandKeys of="enquiry.claim" />}
            onClick={claimIt}
            aria-label={t("queue.claimNamed", { name: current.name })}
          >
            {t("queue.claim")}
          </Button>
        ) : (
          <ClaimState enquiry={current} conflict={conflict} />
        )}
      </div>
    </li>
  );
}

/** How long an enquiry has been waiting, coloured after the minutes that the company has set. */
function Waiting({ since }: { since: string }) {
  const now = useNow();
  const settings = useQuery(companyQuery(useMe().companyId)).data?.settings;
  const minutes = (now - Date.parse(since)) / 60_000;
  const isOver = (limit: number | undefined) => limit !== undefined && minutes >= limit;
  const level = isOver(settings?.enquiryAgeAlarm)
    ? "alarm"
    : isOver(settings?.enquiryAgeWarning)
      ? "warning"
      : undefined;
  return (
    <Text
      className={`${classes.age} number`}
      data-age={level}
      fw={500}
      size="sm"
      component="time"
      dateTime={since}
    >
      {age(since, now)}
    </Text>
  );
}

function ClaimState({ enquiry, conflict }: { enquiry: Enquiry; conflict: ClaimConflict | null }) {
  const t = useWords();
  const me = useMe();
  const by = conflict?.by ?? enquiry.claimedBy;
  if (conflict && by) {
    return (
      <Text size="sm" fw={600} c="var(--mantine-color-error)" role="alert">
        {t("queue.lost", { name: by.name })}
      </Text>
    );
  }
  return (
    <Group gap={8} wrap="nowrap">
      {by && by.id !== me.id && <PersonName person={by} />}
      <EnquiryStatusBadge status={enquiry.status} />
    </Group>
  );
}
