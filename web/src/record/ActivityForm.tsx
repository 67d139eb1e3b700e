import { Group, NativeSelect, Rating, Stack, Text } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { RequestKeys } from "../api/requestKeys";
import type { Contact, Stage } from "../leads/noun";
import { colleagueCanSee } from "../leads/rule";
import { useCache } from "../live/change";
import { useMe } from "../session/me";
import { placeSession } from "../sessions/noun";
import { ratedStage } from "../stages/rules";
import { placeActivity } from "../tasks/noun";
import { Form, SubmitButton } from "../ui/form/Form";
import { listed, MentionTextarea } from "../ui/form/MentionTextarea";
import { useDraftForm } from "../ui/form/useDraftForm";
import { modKey } from "../ui/modKey";
import { toastWarning } from "../ui/notify";
import { useColleaguesWith } from "../ui/PersonMenu";
import { useWords } from "../words";
import { instantOf } from "../words/calendar";
import { zone } from "../words/zone";
import { logActivity } from "./logActivity";
import { dueAfter } from "./nextDue";
import "@mantine/dates/styles.layer.css";

interface Props {
  contact: Contact;
  kind: "NOTE" | "CALL" | "MEETING" | "TASK";
  /** Closed, it is one line for the text. */
  isOpen: boolean;
  /** Called once the activity is saved. */
  done: () => void;
}

/** Adds an activity. A call or meeting with an MQL or SQL can be rated, which records a session as well. */
export function ActivityForm({ contact, kind, isOpen, done }: Props) {
  const t = useWords();
  const cache = useCache();
  const { form, save, clear, stage } = useActivityForm(contact, kind);
  return (
    <Form
      form={form}
      save={save}
      onSaved={({ notNotified, ...activity }) => {
        placeActivity(cache, activity, contact.name);
        clear();
        done();
        if (notNotified.length > 0) {
          toastWarning(t("mention.notNotified", { count: notNotified.length, names: listed(notNotified) }));
        }
      }}
      gap="sm"
    >
      <MentionTextarea
        aria-label={t(`composer.${kind}`)}
        placeholder={t(`composer.${kind}`)}
        autosize
        minRows={isOpen ? 2 : 1}
        maxRows={10}
        variant="unstyled"
        required
        {...form.getInputProps("text")}
        canSee={(colleague) => colleagueCanSee(colleague, contact)}
      />
      {isOpen && (
        <Group justify="space-between" align="end">
          {kind === "TASK" ? (
            <TaskFields form={form} />
          ) : stage ? (
            <RatingField form={form} stage={stage} />
          ) : (
            <Text size="xs" c="dimmed" visibleFrom="sm">
              {t("composer.hint", { key: modKey() })}
            </Text>
          )}
          <SubmitButton ml="auto">{t(`composer.do.${kind}`)}</SubmitButton>
        </Group>
      )}
    </Form>
  );
}

type Values = { text: string; dueAt: string | null; assigneeId: string; rating: number };
type ActivityFormState = UseFormReturnType<Values>;

/** The draft of an activity, what saves it, and the stage whose sessions it can be rated for. */
function useActivityForm(contact: Contact, kind: Props["kind"]) {
  const me = useMe();
  const cache = useCache();
  const blank: Values = { text: "", dueAt: dueAfter(1, Date.now(), zone()), assigneeId: me.id, rating: 0 };
  const { form, clear } = useDraftForm(contact.id, kind, blank, ["text"], (draft) =>
    // A due time that has passed would make the task overdue at once.
    draft.dueAt && instantOf(draft.dueAt, zone()) > Date.now() ? draft : { text: draft.text ?? "" },
  );
  const [keys] = useState(() => new RequestKeys());
  const contactId = contact.id;
  const stage = kind === "CALL" || kind === "MEETING" ? ratedStage(contact.stage) : undefined;
  const save = ({ text, dueAt, assigneeId, rating }: Values) => {
    const isDue = kind === "TASK" && dueAt;
    const due = isDue ? { dueAt: new Date(instantOf(dueAt, zone())).toISOString(), assigneeId } : {};
    return logActivity({
      contactId,
      activity: { kind, text, ...due },
      session: stage && rating > 0 ? { contactId, stage, rating, notes: text } : undefined,
      keys,
      onSession: (session) => {
        placeSession(cache, session);
        form.setFieldValue("rating", 0);
      },
    });
  };
  return { form, save, clear, stage };
}

function TaskFields({ form }: { form: ActivityFormState }) {
  const t = useWords();
  const me = useMe();
  const { data: workers = [me] } = useColleaguesWith("leads.work");
  return (
    <Group gap="xs" align="end">
      <DateTimePicker
        size="xs"
        label={t("field.dueAt")}
        valueFormat="D MMM YYYY HH:mm"
        w={190}
        {...form.getInputProps("dueAt")}
      />
      <NativeSelect
        size="xs"
        label={t("field.assignee")}
        data={workers.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("assigneeId")}
      />
    </Group>
  );
}

function RatingField({ form, stage }: { form: ActivityFormState; stage: Stage }) {
  const t = useWords();
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed" id="rating">
        {t("composer.rating", { stage: t(`stage.${stage}`) })}
      </Text>
      <Rating count={10} size="sm" aria-labelledby="rating" {...form.getInputProps("rating")} />
    </Stack>
  );
}
