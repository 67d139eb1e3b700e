import { Button, Group, NativeSelect, Rating, Stack, Text } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { colleagueSees } from "../live/rules";
import { useMe } from "../session/me";
import { listed, MentionTextarea } from "../ui/MentionTextarea";
import { warn } from "../ui/notify";
import { useWorkers } from "../ui/PersonMenu";
import { useSave } from "../ui/save";
import { useDraftForm } from "../ui/useDraftForm";
import { useWords } from "../words";
import { addDays, dayOf, instantOf } from "../words/calendar";
import { zone } from "../words/zone";
import "@mantine/dates/styles.css";

interface Props {
  contact: Contact;
  kind: "NOTE" | "CALL" | "MEETING" | "TASK";
}

/** Tomorrow morning of the company, in the way in which pickers write it. */
function tomorrow(): string {
  return `${addDays(dayOf(Date.now(), zone()), 1)} 09:00:00`;
}

/**
 * A line of the timeline. A call or a meeting while sales work on somebody (MQL, SQL) may be rated: then it is a session,
 * by which they are promoted.
 */
export function ActivityForm({ contact, kind }: Props) {
  const t = useWords();
  const me = useMe();
  const cache = useCache();
  const { data: workers = [me] } = useWorkers();
  const blank = { text: "", dueAt: tomorrow() as string | null, assigneeId: me.id, rating: 0 };
  const { form, clear } = useDraftForm(contact.id, kind, blank, ["text"], (draft) =>
    // A time that has passed would make the task overdue at once.
    draft.dueAt && instantOf(draft.dueAt, zone()) > Date.now() ? draft : { text: draft.text ?? "" },
  );
  const isTask = kind === "TASK";
  const { stage } = contact;
  const canRate = (kind === "CALL" || kind === "MEETING") && (stage === "MQL" || stage === "SQL");
  const { saving, submit, problem } = useSave(
    form,
    async ({ text, dueAt, assigneeId, rating }) => {
      if (canRate && rating > 0) {
        const body = { contactId: contact.id, stage: stage as "MQL" | "SQL", rating, notes: text };
        const session = await answer(api.POST("/api/sessions", { body }));
        cache.belonging(contact.id, "sessions", session, "heldAt", false);
      }
      const due =
        isTask && dueAt ? { dueAt: new Date(instantOf(dueAt, zone())).toISOString(), assigneeId } : {};
      const params = { path: { id: contact.id } };
      return answer(api.POST("/api/leads/{id}/activity", { params, body: { kind, text, ...due } }));
    },
    (line) => {
      const { notNotified, ...activity } = line;
      cache.activity(activity, contact.name);
      clear();
      if (notNotified.length > 0) {
        warn(t("mention.notNotified", { count: notNotified.length, names: listed(notNotified) }));
      }
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {problem}
        <MentionTextarea
          aria-label={t(`composer.${kind}`)}
          placeholder={t(`composer.${kind}`)}
          autosize
          minRows={2}
          required
          {...form.getInputProps("text")}
          canSee={(colleague) => colleagueSees(colleague, contact)}
        />
        <Group justify="space-between" align="end">
          {isTask ? (
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
          ) : canRate ? (
            <Stack gap={2}>
              <Text size="xs" c="dimmed" id="rating">
                {t("composer.rating", { stage: t(`stage.${stage}`) })}
              </Text>
              <Rating count={10} size="sm" aria-labelledby="rating" {...form.getInputProps("rating")} />
            </Stack>
          ) : (
            <Text size="xs" c="dimmed">
              {t("composer.hint")}
            </Text>
          )}
          <Button type="submit" loading={saving} ml="auto">
            {t(`composer.do.${kind}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
