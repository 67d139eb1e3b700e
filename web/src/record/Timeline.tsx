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
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { timeline as reading } from "../api/reads";
import type { Activity, ActivityKind, Contact } from "../api/records";
import { rows } from "../live/list";
import { useTaskChange } from "../tasks/change";
import { Ago, useArrival } from "../ui/clock";
import { More } from "../ui/More";
import { Bones, Empty, Problem } from "../ui/states";
import { useWords } from "../words";
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

/** All that happened with a contact, newest first. */
export function Timeline({ contact }: { contact: Contact }) {
  const t = useWords();
  const list = useInfiniteQuery(reading(contact.id));
  const [asked, setAsked] = useState<string[]>([]);
  const kinds = asked.flatMap((name) => FILTERS[name] ?? []);
  const lines = rows(list.data).filter(({ kind }) => asked.length === 0 || kinds.includes(kind));
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
      {list.isPending && <Bones rows={4} />}
      {list.isError && !list.data && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && lines.length === 0 && (
        <Empty icon={IconHistory} title={t("timeline.empty")} hint={t("timeline.emptyHint")} />
      )}
      {lines.map((line) => (
        <Line key={line.id} line={line} contact={contact} />
      ))}
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
