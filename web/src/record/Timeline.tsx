import { Box, Checkbox, Chip, Group, Text, ThemeIcon, Title } from "@mantine/core";
import {
  IconArrowBigRightLines,
  IconCheckbox,
  IconHistory,
  IconMail,
  IconNote,
  IconPhone,
  IconRefresh,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { emailsOf, timeline as reading } from "../api/reads";
import type { Activity, ActivityKind, Contact } from "../api/records";
import { rows } from "../live/list";
import { useTaskChange } from "../tasks/change";
import { Ago, useArrival } from "../ui/clock";
import { More } from "../ui/More";
import { Bones, Empty, Loaded } from "../ui/states";
import { useWords } from "../words";
import { EmailMark, OpenEmail } from "./EmailView";
import classes from "./Record.module.css";

const ICONS: Record<ActivityKind, typeof IconNote> = {
  NOTE: IconNote,
  CALL: IconPhone,
  MEETING: IconUsersGroup,
  EMAIL: IconMail,
  STATUS_CHANGE: IconRefresh,
  STAGE_CHANGE: IconArrowBigRightLines,
  TASK: IconCheckbox,
};
const FILTERS: Record<string, readonly ActivityKind[]> = {
  talk: ["NOTE", "CALL", "MEETING"],
  mail: ["EMAIL"],
  task: ["TASK"],
  move: ["STATUS_CHANGE", "STAGE_CHANGE"],
};

/** All that happened with a contact, newest first. What is asked for is asked of the server: all of it is found. */
export function Timeline({ contact }: { contact: Contact }) {
  const t = useWords();
  const [asked, setAsked] = useState<string[]>([]);
  const kinds = Object.keys(FILTERS).flatMap((name) => (asked.includes(name) ? (FILTERS[name] ?? []) : []));
  const list = useInfiniteQuery(reading(contact.id, kinds));
  const isNarrowed = asked.length > 0;
  return (
    <Box className="panel" p="md" component="section" aria-label={t("record.timeline")}>
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          {t("record.timeline")}
        </Title>
        <Chip.Group multiple value={asked} onChange={setAsked}>
          <Group gap={6}>
            {Object.keys(FILTERS).map((name) => (
              <Chip key={name} value={name} size="xs" variant="outline">
                {t(`timeline.${name as "talk"}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Group>
      <Loaded
        of={list}
        skeleton={<Bones rows={4} />}
        isEmpty={(read) => rows(read).length === 0}
        empty={
          <Empty
            icon={IconHistory}
            title={isNarrowed ? t("state.noMatch") : t("timeline.empty")}
            hint={isNarrowed ? t("state.noMatchHint") : t("timeline.emptyHint")}
          />
        }
      >
        {(read) => rows(read).map((line) => <Line key={line.id} line={line} contact={contact} />)}
      </Loaded>
      <More list={list} />
    </Box>
  );
}

function Line({ line, contact }: { line: Activity; contact: Contact }) {
  const t = useWords();
  const Icon = ICONS[line.kind];
  const changeTask = useTaskChange();
  const arrival = useArrival(line.createdAt);
  return (
    <Box className={`${classes.line} ${arrival ?? ""}`} data-activity={line.kind}>
      <ThemeIcon variant="light" color="gray" size={30} radius="xl">
        <Icon size={16} stroke={1.7} aria-label={t(`activity.${line.kind}`)} role="img" />
      </ThemeIcon>
      <Box miw={0}>
        {line.kind === "TASK" ? (
          <Checkbox
            checked={Boolean(line.doneAt)}
            onChange={(event) =>
              void changeTask({ ...line, contactName: contact.name }, { done: event.currentTarget.checked })
            }
            label={line.text}
            td={line.doneAt ? "line-through" : undefined}
          />
        ) : line.emailId ? (
          <SentEmail id={line.emailId} line={line} />
        ) : (
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {line.text}
          </Text>
        )}
        <Text size="xs" c="dimmed" mt={2}>
          {line.by?.name ?? t("timeline.byItself")} · <Ago time={line.occurredAt} />
          {line.dueAt && !line.doneAt && (
            <>
              {" · "}
              {t("timeline.due")} <Ago time={line.dueAt} />
              {line.assignee && ` · ${line.assignee.name}`}
            </>
          )}
        </Text>
      </Box>
    </Box>
  );
}

/** A mail that was sent from here: to whom, what became of it, and what it says. */
function SentEmail({ id, line }: { id: string; line: Activity }) {
  const t = useWords();
  const email = useQuery(emailsOf(line.contactId)).data?.find((email) => email.id === id);
  if (!email) return <Text size="sm">{line.text}</Text>;
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <OpenEmail email={email} />
        <EmailMark email={email} />
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {t("composer.to", { email: [email.to, ...email.cc].join(", ") })}
      </Text>
    </>
  );
}
