import { Anchor, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { notesOf } from "../api/reads";
import type { Enquiry } from "../api/records";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { Ago } from "../ui/clock";
import { Face } from "../ui/Face";
import { MentionTextarea } from "../ui/MentionTextarea";
import { works } from "../ui/PersonMenu";
import { useSave } from "../ui/save";
import { Bones, Problem } from "../ui/states";
import { useDraftForm } from "../ui/useDraftForm";
import { useWords } from "../words";

/** What colleagues know about an enquiry. A new note comes with its event. */
export function EnquiryNotes({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const me = useMe();
  const { data: notes, error, refetch } = useQuery(notesOf(enquiry.id));
  const { form, clear } = useDraftForm(enquiry.id, "NOTE", { text: "" }, ["text"]);
  const { saving, submit, problem } = useSave(
    form,
    (body) => answer(api.POST("/api/enquiries/{id}/notes", { params: { path: { id: enquiry.id } }, body })),
    clear,
  );
  // Work on it goes on in the lead's timeline.
  const isConverted = enquiry.status === "converted";
  const isTheirs = may(me, "enquiries.manage") || !enquiry.claimedBy || enquiry.claimedBy.id === me.id;
  return (
    <Stack gap="sm">
      <Title order={3} fz="sm">
        {t("queue.notes")}
      </Title>
      {isConverted && enquiry.contactId && (
        <Anchor component={Link} to={`/leads/${enquiry.contactId}`} size="sm">
          {t("queue.toLead")}
        </Anchor>
      )}
      {isTheirs && !isConverted && (
        <form onSubmit={submit}>
          <Stack gap={6}>
            {problem}
            <MentionTextarea
              aria-label={t("queue.note")}
              placeholder={t("queue.notePlaceholder")}
              autosize
              minRows={2}
              required
              {...form.getInputProps("text")}
              canSee={({ role }) => works(role)}
            />
            <Group justify="end">
              <Button type="submit" size="xs" loading={saving}>
                {t("queue.addNote")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      {!notes && enquiry.noteCount > 0 && !error && <Bones rows={2} />}
      {!notes && error && <Problem error={error} retry={() => void refetch()} />}
      {[...(notes ?? [])].reverse().map((note) => (
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
