import { Button, Group, Stack, Text, Textarea, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import type { Enquiry } from "../api/records";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { Ago } from "../ui/clock";
import { Face } from "../ui/Face";
import { useSave } from "../ui/save";
import { useWords } from "../words";

/** What colleagues know about an enquiry. A new note comes with its event. */
export function EnquiryNotes({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const me = useMe();
  const form = useForm({ initialValues: { text: "" } });
  const { saving, submit } = useSave(
    form,
    (body) => answer(api.POST("/api/enquiries/{id}/notes", { params: { path: { id: enquiry.id } }, body })),
    () => form.reset(),
  );
  const mayNote = may(me, "enquiries.manage") || !enquiry.claimedBy || enquiry.claimedBy.id === me.id;
  return (
    <Stack gap="sm">
      <Title order={3} fz="sm">
        {t("queue.notes")}
      </Title>
      {mayNote && (
        <form onSubmit={submit}>
          <Stack gap={6}>
            <Textarea
              aria-label={t("queue.note")}
              placeholder={t("queue.notePlaceholder")}
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
            <Group justify="end">
              <Button type="submit" size="xs" loading={saving}>
                {t("queue.addNote")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      {[...enquiry.notes].reverse().map((note) => (
        <Group key={note.id} align="start" wrap="nowrap" gap="sm">
          <Face person={note.addedBy} size={26} />
          <Stack gap={0} miw={0}>
            <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
              {note.text}
            </Text>
            <Text size="xs" c="dimmed">
              {note.addedBy.name} · <Ago time={note.addedAt} />
            </Text>
          </Stack>
        </Group>
      ))}
    </Stack>
  );
}
