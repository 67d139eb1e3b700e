import { Group, Rating, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import { placeFeedback } from "../feedback/noun";
import type { Contact } from "../leads/noun";
import { useCache } from "../live/change";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { blankToUndefined } from "../ui/form/save";
import { useWords } from "../words";

/** Feedback of a customer. Its rating decides whether they can become an evangelist. */
export function FeedbackForm({ contact, done }: { contact: Contact; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { rating: 8, comment: "" } });
  return (
    <Form
      form={form}
      save={({ rating, comment }) =>
        answer(
          api.POST("/api/feedback", {
            body: { contactId: contact.id, rating, comment: blankToUndefined(comment) },
          }),
        )
      }
      onSaved={(feedback) => {
        placeFeedback(cache, feedback);
        done();
      }}
    >
      <Group gap="xs">
        <Text size="sm" id="feedback-rating">
          {t("field.rating")}
        </Text>
        <Rating count={10} aria-labelledby="feedback-rating" {...form.getInputProps("rating")} />
      </Group>
      <Textarea label={t("field.comment")} autosize minRows={2} {...form.getInputProps("comment")} />
      <FormFooter submitLabel={t("do.save")} onCancel={done} />
    </Form>
  );
}
