import { Button, Group, Rating, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { given, useSave } from "../ui/save";
import { useWords } from "../words";

/** How happy a customer is, by which they become an evangelist. */
export function FeedbackForm({ contact, done }: { contact: Contact; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { rating: 8, comment: "" } });
  const { saving, submit, problem } = useSave(
    form,
    ({ rating, comment }) =>
      answer(api.POST("/api/feedback", { body: { contactId: contact.id, rating, comment: given(comment) } })),
    (feedback) => {
      cache.belonging(contact.id, "feedback", feedback, "createdAt");
      done();
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem}
        <Group gap="xs">
          <Text size="sm" id="feedback-rating">
            {t("field.rating")}
          </Text>
          <Rating count={10} aria-labelledby="feedback-rating" {...form.getInputProps("rating")} />
        </Group>
        <Textarea label={t("field.comment")} autosize minRows={2} {...form.getInputProps("comment")} />
        <Group justify="end">
          <Button variant="default" onClick={done}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={saving}>
            {t("do.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
