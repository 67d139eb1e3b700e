import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { answer, api } from "../api/client";
import { mailStatus } from "../api/reads";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { useMe } from "../session/me";
import { say } from "../ui/notify";
import { useSave } from "../ui/save";
import { useDraftForm } from "../ui/useDraftForm";
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

/** A mail to a contact. `isAsked`: a link elsewhere said that one writes to them, so the first field has the focus. */
export function EmailForm({ contact, isAsked }: { contact: Contact; isAsked: boolean }) {
  const t = useWords();
  const cache = useCache();
  const mail = useQuery(mailStatus(useMe().companyId)).data;
  const first = useRef<HTMLInputElement>(null);
  const { form, clear } = useDraftForm(contact.id, "EMAIL", { subject: "", body: "" }, ["subject", "body"]);
  useEffect(() => {
    if (isAsked) first.current?.focus();
  }, [isAsked]);
  const { saving, submit, problem } = useSave(
    form,
    ({ subject, body }) =>
      answer(api.POST("/api/emails", { body: { contactId: contact.id, subject, body: html(body) } })),
    (email) => {
      cache.belonging(contact.id, "emails", email, "createdAt");
      say(mail?.outbox ? t("composer.written") : t("composer.sending"));
      clear();
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
        {problem}
        <Text size="sm" c="dimmed">
          {t("composer.to", { email: contact.email })}
        </Text>
        {mail?.outbox && (
          <Text size="xs" c="dimmed" role="note">
            {t("composer.noMailServer")}
          </Text>
        )}
        <TextInput
          ref={first}
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
