import { Box, Group, Skeleton, Text } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { IconCheckbox, IconClockExclamation } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { contactOpportunitiesQuery, type Opportunity } from "../opportunities/noun";
import { useMe } from "../session/me";
import { useToday } from "../session/zone";
import { canHaveOpportunities } from "../stages/rules";
import { earliestByContact, earliestTasksQuery } from "../tasks/earliestTasks";
import { Avatar } from "../ui/Avatar";
import { useWords } from "../words";
import { dayOf } from "../words/calendar";
import { days, shortDay, shortDays, worth } from "../words/format";
import { zone } from "../words/zone";
import { LeadLink, Organisation } from "./columns";
import classes from "./LeadCard.module.css";
import type { Contact } from "./noun";
import { stageAge } from "./stageAge";

/** A lead on the board. Each line has a fixed height: what is read later does not move the cards below. */
export function LeadCard({ contact }: { contact: Contact }) {
  // A column may have hundreds of cards: only those that are seen read their opportunities and tasks.
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  return (
    <Box ref={ref}>
      <Group gap={6} wrap="nowrap" justify="space-between" h={20}>
        <LeadLink contact={contact} />
        {contact.owner && <Avatar person={contact.owner} size={18} />}
      </Group>
      <Organisation contact={contact} />
      {canHaveOpportunities(contact.stage) && (
        <OpenOpportunities contactId={contact.id} isVisible={inViewport} />
      )}
      <Group gap={8} wrap="nowrap" className={classes.line}>
        <StageAge contact={contact} />
        <NextTask contact={contact} isVisible={inViewport} />
      </Group>
    </Box>
  );
}

/** The value of the open opportunities, and the day on which the first of them is to be closed. */
function OpenOpportunities({ contactId, isVisible }: { contactId: string; isVisible: boolean }) {
  const t = useWords();
  const today = useToday();
  const { data } = useQuery({ ...contactOpportunitiesQuery(contactId), enabled: isVisible });
  if (!data) return <Skeleton className={classes.line} animate={false} h={12} my={4} w="60%" />;
  const open = data.filter(({ status }) => status === "OPEN");
  const [closeOn] = open.flatMap(({ expectedCloseOn }) => expectedCloseOn ?? []).sort();
  const isLate = closeOn !== undefined && closeOn < today;
  return (
    <Group gap={6} wrap="nowrap" className={classes.line} c="dimmed">
      {open.length === 0 ? (
        t("board.noOpportunity")
      ) : (
        <Text span inherit fw={500} c="var(--mantine-color-text)" className="number">
          {worth(sumOf(open))}
        </Text>
      )}
      {closeOn && (
        <Text span inherit truncate c={isLate ? "var(--tandem-warning)" : undefined}>
          {isLate ? t("board.closeLate", { day: shortDay(closeOn) }) : shortDay(closeOn)}
        </Text>
      )}
    </Group>
  );
}

function sumOf(opportunities: readonly Opportunity[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { currency, expectedValue } of opportunities)
    sums[currency] = (sums[currency] ?? 0) + expectedValue;
  return sums;
}

function StageAge({ contact }: { contact: Contact }) {
  const t = useWords();
  const today = useToday();
  // Rows that an earlier version of the app has stored do not have it.
  if (!contact.stageChangedAt) return null;
  const age = stageAge(contact, today);
  const label = t(age.isStale ? "board.staleFor" : "board.stageFor", { days: days(age.days) });
  return (
    <span
      className={classes.age}
      data-stale={age.isStale || undefined}
      role="img"
      aria-label={label}
      title={label}
    >
      {age.isStale && <IconClockExclamation size={13} aria-hidden />}
      {shortDays(age.days)}
    </span>
  );
}

/** The first open task for the lead that its owner has; of a lead without an owner, that the reader has. */
function NextTask({ contact, isVisible }: { contact: Contact; isVisible: boolean }) {
  const t = useWords();
  const me = useMe();
  const today = useToday();
  const { data: earliest } = useInfiniteQuery({
    ...earliestTasksQuery(contact.owner?.id ?? me.id),
    enabled: isVisible,
    select: earliestByContact,
  });
  const task = earliest?.get(contact.id);
  if (!task?.dueAt) return null;
  const due = dayOf(task.dueAt, zone());
  const label = t("board.task", { task: task.text, day: shortDay(due) });
  return (
    <span
      className={classes.task}
      data-late={due < today || undefined}
      role="img"
      aria-label={label}
      title={label}
    >
      <IconCheckbox size={13} aria-hidden />
      <span className={classes.taskText}>{task.text}</span>
    </span>
  );
}
