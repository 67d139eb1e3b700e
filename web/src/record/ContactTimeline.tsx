import { Box, Checkbox, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ACTIVITY_ICONS } from "../activities/icons";
import { type Activity, type ActivityKind, timelineQuery } from "../activities/noun";
import { emailsQuery } from "../emails/noun";
import type { Contact } from "../leads/noun";
import { useTaskChange } from "../tasks/change";
import { Ago } from "../ui/clock";
import { Timeline, TimelineItem } from "../ui/record/Timeline";
import { useWords } from "../words";
import { activityText } from "../words/changes";
import { EmailStatusBadge, EmailSubject } from "./EmailView";
import { isOpenTask } from "./openTasks";

const KINDS = {
  talk: ["NOTE", "CALL", "MEETING"],
  mail: ["EMAIL"],
  task: ["TASK"],
  move: ["STATUS_CHANGE", "STAGE_CHANGE"],
} as const satisfies Record<string, readonly ActivityKind[]>;
const FILTERS = Object.keys(KINDS) as (keyof typeof KINDS)[];

export function ContactTimeline({ contact }: { contact: Contact }) {
  const t = useWords();
  const [selected, setSelected] = useState<string[]>([]);
  const kinds = FILTERS.flatMap((name) => (selected.includes(name) ? KINDS[name] : []));
  return (
    <Timeline
      title={t("record.timeline")}
      query={useInfiniteQuery(timelineQuery(contact.id, kinds))}
      kinds={FILTERS.map((value) => ({ value, label: t(`timeline.${value}`) }))}
      selected={selected}
      onSelect={setSelected}
      empty={{ title: t("timeline.empty"), hint: t("timeline.emptyHint") }}
      // Open tasks are shown as the next steps, unless tasks are asked for.
      shows={(activity) => selected.includes("task") || !isOpenTask(activity)}
      alike={changeOf}
      summary={(activities) => <ChangesSummary activities={activities} />}
    >
      {(activity) => <ActivityItem key={activity.id} activity={activity} contact={contact} />}
    </Timeline>
  );
}

/** What changes of the same kind by the same person have in common. Other activities each have something to say. */
function changeOf({ kind, by }: Activity): string | undefined {
  return kind === "STATUS_CHANGE" || kind === "STAGE_CHANGE" ? `${kind} ${by?.id}` : undefined;
}

/** One line for many changes: how many, the latest of them, and when. */
function ChangesSummary({
  activities: [latest, ...others],
}: {
  activities: readonly [Activity, ...Activity[]];
}) {
  const t = useWords();
  const { kind, by, occurredAt } = latest;
  const what = t(`timeline.changes.${kind === "STAGE_CHANGE" ? "stage" : "status"}`, {
    count: others.length + 1,
  });
  return (
    <Box>
      <Text size="sm">{what}</Text>
      <Text size="xs" c="dimmed">
        {t("timeline.latest", { text: activityText(latest) })} · {by?.name ?? t("timeline.byItself")} ·{" "}
        <Ago time={occurredAt} />
      </Text>
    </Box>
  );
}

function ActivityItem({ activity, contact }: { activity: Activity; contact: Contact }) {
  const t = useWords();
  const { kind, createdAt, by, occurredAt } = activity;
  return (
    <TimelineItem
      kind={kind}
      icon={ACTIVITY_ICONS[kind]}
      iconLabel={t(`activity.${kind}`)}
      createdAt={createdAt}
      meta={
        <>
          {by?.name ?? t("timeline.byItself")} · <Ago time={occurredAt} />
        </>
      }
    >
      <ActivityContent activity={activity} contact={contact} />
    </TimelineItem>
  );
}

function ActivityContent({ activity, contact }: { activity: Activity; contact: Contact }) {
  const changeTask = useTaskChange();
  const { kind, text, doneAt, emailId } = activity;
  if (kind === "TASK") {
    const task = { ...activity, contactName: contact.name };
    return (
      <Checkbox
        checked={Boolean(doneAt)}
        onChange={(event) => void changeTask(task, { done: event.currentTarget.checked })}
        label={text}
        td={doneAt ? "line-through" : undefined}
      />
    );
  }
  if (emailId) return <SentEmail id={emailId} activity={activity} />;
  return (
    <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {activityText(activity)}
    </Text>
  );
}

/** An e-mail that was sent from here, with its recipients and its status. */
function SentEmail({ id, activity }: { id: string; activity: Activity }) {
  const t = useWords();
  const email = useQuery(emailsQuery(activity.contactId)).data?.find((email) => email.id === id);
  if (!email) return <Text size="sm">{activity.text}</Text>;
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <EmailSubject email={email} />
        <EmailStatusBadge email={email} />
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {t("composer.to", { email: [email.to, ...email.cc].join(", ") })}
      </Text>
    </>
  );
}
