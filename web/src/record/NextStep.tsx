import { Box, Button, Checkbox, Group, Skeleton, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import type { Activity } from "../activities/noun";
import { RequestKeys } from "../api/requestKeys";
import type { Contact } from "../leads/noun";
import { useCache, withErrorToast } from "../live/change";
import { useMe } from "../session/me";
import { useTaskChange } from "../tasks/change";
import { placeActivity } from "../tasks/noun";
import { Ago, useNow } from "../ui/clock";
import { Loaded } from "../ui/states";
import { useWords } from "../words";
import { zone } from "../words/zone";
import { logActivity } from "./logActivity";
import classes from "./NextStep.module.css";
import { QUICK_DUES, type QuickDue, quickDue } from "./nextDue";
import { useOpenTasks } from "./openTasks";

interface Props {
  contact: Contact;
  /** Opens the composer for a task of any text and time. */
  onCustom: () => void;
}

/** The earliest open task and those after it, or a prompt to set one. */
export function NextStep({ contact, onCustom }: Props) {
  const t = useWords();
  return (
    <section className={classes.card} aria-label={t("nextStep.title")}>
      <Loaded query={useOpenTasks(contact.id)} skeleton={<Skeleton height={44} radius="sm" />}>
        {({ tasks: [first, ...later], isCut }) =>
          first ? (
            <>
              <FirstTask task={first} contact={contact} />
              {later.length > 0 && (
                <ul className={classes.later} aria-label={t("nextStep.later")}>
                  {later.map((task) => (
                    <LaterTask key={task.id} task={task} contact={contact} />
                  ))}
                </ul>
              )}
            </>
          ) : (
            <Prompt contact={contact} isCut={isCut} onCustom={onCustom} />
          )
        }
      </Loaded>
    </section>
  );
}

interface TaskProps {
  task: Activity;
  contact: Contact;
}

function FirstTask({ task, contact }: TaskProps) {
  const t = useWords();
  const change = useTaskChange();
  return (
    <div className={classes.first} data-task={task.id}>
      <Box miw={0}>
        <Text size="xs" c="dimmed">
          {t("nextStep.title")}
        </Text>
        <Text size="sm" fw={500} className={classes.text}>
          {task.text}
        </Text>
        <TaskDue task={task} />
      </Box>
      <Button
        variant="default"
        leftSection={<IconCheck size={16} aria-hidden />}
        aria-label={t("tasks.doneNamed", { text: task.text })}
        onClick={() => void change({ ...task, contactName: contact.name }, { done: true })}
      >
        {t("nextStep.done")}
      </Button>
    </div>
  );
}

function LaterTask({ task, contact }: TaskProps) {
  const change = useTaskChange();
  return (
    <li data-task={task.id}>
      <Checkbox
        size="xs"
        checked={false}
        onChange={() => void change({ ...task, contactName: contact.name }, { done: true })}
        label={task.text}
        classNames={{ label: classes.text }}
      />
      <TaskDue task={task} />
    </li>
  );
}

/** When a task is due, and by whom if that is a colleague. */
function TaskDue({ task: { dueAt, assignee } }: { task: Activity }) {
  const t = useWords();
  const me = useMe();
  const now = useNow();
  const isOverdue = dueAt ? Date.parse(dueAt) < now : false;
  return (
    <Text size="xs" c={isOverdue ? "var(--tandem-warning)" : "dimmed"} className={classes.due}>
      {dueAt && (
        <>
          {isOverdue ? t("nextStep.overdue") : t("tasks.dueAt")} <Ago time={dueAt} />
        </>
      )}
      {assignee && assignee.id !== me.id && ` · ${assignee.name}`}
    </Text>
  );
}

/** Sets the next step by one click: a call tomorrow, or a follow-up later. */
function Prompt({ contact, isCut, onCustom }: Props & { isCut: boolean }) {
  const t = useWords();
  const cache = useCache();
  const [keys] = useState(() => new RequestKeys());
  const [isSending, setSending] = useState(false);
  const add = async (choice: QuickDue) => {
    setSending(true);
    const text = t(`nextStep.task.${choice === "tomorrow" ? "call" : "followUp"}`, { name: contact.name });
    const activity = { kind: "TASK" as const, text, dueAt: quickDue(choice, Date.now(), zone()) };
    const added = await withErrorToast(logActivity({ contactId: contact.id, activity, keys }));
    setSending(false);
    if (!added) return;
    const { notNotified: _, ...task } = added;
    placeActivity(cache, task, contact.name);
  };
  return (
    <div className={classes.first}>
      <Text size="sm" c="dimmed">
        {t(isCut ? "nextStep.notRead" : "nextStep.none")}
      </Text>
      <Group gap={6} className={classes.choices}>
        {QUICK_DUES.map((choice) => (
          <Button
            key={choice}
            size="compact-sm"
            variant="default"
            className={classes.choice}
            disabled={isSending}
            onClick={() => void add(choice)}
          >
            {t(`nextStep.${choice}`)}
          </Button>
        ))}
        <Button size="compact-sm" variant="subtle" className={classes.choice} onClick={onCustom}>
          {t("nextStep.custom")}
        </Button>
      </Group>
    </div>
  );
}
