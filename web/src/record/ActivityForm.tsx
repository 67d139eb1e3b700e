import { Button, Group, NativeSelect, Rating, Stack, Text, Textarea } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { useMe } from "../session/me";
import { useWorkers } from "../ui/PersonMenu";
import { useSave } from "../ui/save";
import { useWords } from "../words";
import "@mantine/dates/styles.css";

interface Props {
  contact: Contact;
  kind: "NOTE" | "CALL" | "MEETING" | "TASK";
}

/** Tomorrow morning, in the way in which pickers write it. */
function tomorrow(): string {
  const at = new Date(Date.now() + 24 * 3_600_000);
  at.setHours(9, 0, 0, 0);
  return picked(at);
}

function picked(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:00`;
}

/**
 * A line of the timeline. A call or a meeting while sales work on somebody (MQL, SQL) may be rated: then it is a session,
 * by which they are promoted.
 */
export function ActivityForm({ contact, kind }: Props) {
  const t = useWords();
  const me = useMe();
  const cache = useCache();
  const workers = useWorkers();
  const form = useForm({
    initialValues: { text: "", dueAt: tomorrow() as string | null, assigneeId: me.id, rating: 0 },
  });
  const isTask = kind === "TASK";
  const { stage } = contact;
  const canRate = (kind === "CALL" || kind === "MEETING") && (stage === "MQL" || stage === "SQL");
  const { saving, submit } = useSave(
    form,
    async ({ text, dueAt, assigneeId, rating }) => {
      if (canRate && rating > 0) {
        const body = { contactId: contact.id, stage: stage as "MQL" | "SQL", rating, notes: text };
        const session = await answer(api.POST("/api/sessions", { body }));
        cache.belonging(contact.id, "sessions", session, "heldAt", false);
      }
      const due =
        isTask && dueAt ? { dueAt: new Date(dueAt.replace(" ", "T")).toISOString(), assigneeId } : {};
      const params = { path: { id: contact.id } };
      return answer(api.POST("/api/leads/{id}/activity", { params, body: { kind, text, ...due } }));
    },
    (line) => {
      cache.activity(line, contact.name);
      form.reset();
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Textarea
          aria-label={t(`composer.${kind}`)}
          placeholder={t(`composer.${kind}`)}
          autosize
          minRows={2}
          required
          {...form.getInputProps("text")}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
              event.currentTarget.form?.requestSubmit();
            }
          }}
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
