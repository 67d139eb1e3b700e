import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { say } from "../ui/notify";
import { useSave } from "../ui/save";
import { useWords } from "../words";

/** What people type becomes paragraphs; addresses in it become links, which are tracked. */
function html(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const linked = escaped.replace(
    /https?:\/\/[^\s]+[^\s.,;:!?)]/g,
    (url) => `<a href="${url.replaceAll('"', "%22")}">${url}</a>`,
  );
  return linked
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll("\n", "<br>")}</p>`)
    .join("\n");
}

export function EmailForm({ contact }: { contact: Contact }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { subject: "", body: "" } });
  const { saving, submit } = useSave(
    form,
    ({ subject, body }) =>
      answer(api.POST("/api/emails", { body: { contactId: contact.id, subject, body: html(body) } })),
    (email) => {
      cache.belonging(contact.id, "emails", email, "createdAt");
      say(t("composer.sending"));
      form.reset();
    },
  );
  if (!contact.email) return <Text size="sm">{t("composer.noAddress")}</Text>;
  if (contact.unsubscribedAt) {
    return (
      <Alert color="orange" variant="light">
        {t("code.unsubscribed")}
      </Alert>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t("composer.to", { email: contact.email })}
        </Text>
        <TextInput
          aria-label={t("field.subject")}
          placeholder={t("field.subject")}
          required
          {...form.getInputProps("subject")}
        />
        <Textarea
          aria-label={t("composer.EMAIL")}
          placeholder={t("composer.EMAIL")}
          autosize
          minRows={5}
          required
          {...form.getInputProps("body")}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {t("composer.tracked")}
          </Text>
          <Button type="submit" loading={saving}>
            {t("composer.do.EMAIL")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
