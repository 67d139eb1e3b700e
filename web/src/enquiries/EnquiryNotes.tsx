import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { roleAllows } from "../employees/noun";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { Avatar } from "../ui/Avatar";
import { Ago } from "../ui/clock";
import { Form, SubmitButton } from "../ui/form/Form";
import { MentionTextarea } from "../ui/form/MentionTextarea";
import { useDraftForm } from "../ui/form/useDraftForm";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { type Enquiry, type Note, notesQuery } from "./noun";

/** The notes of an enquiry. A new one is shown once its event arrives. */
export function EnquiryNotes({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const me = useMe();
  const query = useQuery(notesQuery(enquiry.id));
  const { form, clear } = useDraftForm(enquiry.id, "NOTE", { text: "" }, ["text"]);
  // From then on, notes are added to the timeline of the lead.
  const isConverted = enquiry.status === "converted";
  const isAllowed = can(me, "enquiries.manage") || !enquiry.claimedBy || enquiry.claimedBy.id === me.id;
  const canAdd = isAllowed && !isConverted;
  if (!canAdd && enquiry.noteCount === 0) return null;
  return (
    <Stack gap="sm">
      <Title order={3} fz="sm">
        {t("queue.notes")}
      </Title>
      {canAdd && (
        <Form
          form={form}
          save={(body) =>
            answer(api.POST("/api/enquiries/{id}/notes", { params: { path: { id: enquiry.id } }, body }))
          }
          onSaved={clear}
          gap={6}
        >
          <MentionTextarea
            aria-label={t("queue.note")}
            placeholder={t("queue.notePlaceholder")}
            autosize
            minRows={2}
            required
            {...form.getInputProps("text")}
            canSee={({ role }) => roleAllows(role, "enquiries.work")}
          />
          <Group justify="end">
            <SubmitButton size="xs" variant="default">
              {t("queue.addNote")}
            </SubmitButton>
          </Group>
        </Form>
      )}
      <Loaded query={query} skeleton={enquiry.noteCount > 0 && <Skeletons rows={2} />}>
        {(notes) => notes.toReversed().map((note) => <NoteItem key={note.id} note={note} />)}
      </Loaded>
    </Stack>
  );
}

function NoteItem({ note }: { note: Note }) {
  return (
    <Group align="start" wrap="nowrap" gap="sm">
      <Avatar person={note.addedBy} size={26} />
      <Stack gap={0} miw={0}>
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {note.text}
        </Text>
        <Text size="xs" c="dimmed">
          {note.addedBy.name} · <Ago time={note.addedAt} />
        </Text>
      </Stack>
    </Group>
  );
}
