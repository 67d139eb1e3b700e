import { Alert, Group, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { RequestKeys } from "../api/requestKeys";
import { mailStatusQuery } from "../company/noun";
import { placeEmail } from "../emails/noun";
import type { Contact } from "../leads/noun";
import { useCache } from "../live/change";
import { useMe } from "../session/me";
import { Form, SubmitButton } from "../ui/form/Form";
import { useDraftForm } from "../ui/form/useDraftForm";
import { toast } from "../ui/notify";
import { useWords } from "../words";

/** Plain text as HTML: with paragraphs, and with links, which the server tracks. */
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

interface Props {
  contact: Contact;
  /** Closed, it is one line for the subject. */
  isOpen: boolean;
  /** Called once the e-mail is sent. */
  done: () => void;
}

/** An e-mail to a contact that has an address and wants mail. */
export function EmailForm(props: Props) {
  const t = useWords();
  const { contact } = props;
  if (!contact.email) return <Text size="sm">{t("composer.noAddress")}</Text>;
  if (contact.unsubscribedAt) {
    return (
      <Alert color="orange" variant="light">
        {t("code.unsubscribed")}
      </Alert>
    );
  }
  return <EmailComposer {...props} />;
}

function EmailComposer({ contact, isOpen, done }: Props) {
  const t = useWords();
  const cache = useCache();
  const mail = useQuery(mailStatusQuery(useMe().companyId)).data;
  const [keys] = useState(() => new RequestKeys());
  const { form, clear } = useDraftForm(contact.id, "EMAIL", { subject: "", body: "" }, ["subject", "body"]);
  return (
    <Form
      form={form}
      save={(text) => {
        const body = { contactId: contact.id, subject: text.subject, body: html(text.body) };
        return answer(api.POST("/api/emails", { params: { header: keys.headerOf(body) }, body }));
      }}
      onSaved={(email) => {
        keys.clear();
        placeEmail(cache, email);
        toast(mail?.outbox ? t("composer.written") : t("composer.sending"));
        clear();
        done();
      }}
      gap="xs"
    >
      {isOpen && (
        <Text size="xs" c="dimmed">
          {t("composer.to", { email: contact.email })}
        </Text>
      )}
      {isOpen && mail?.outbox && (
        <Text size="xs" c="dimmed" role="note">
          {t("composer.noMailServer")}
        </Text>
      )}
      <TextInput
        aria-label={t("field.subject")}
        placeholder={t("field.subject")}
        variant="unstyled"
        required
        {...form.getInputProps("subject")}
      />
      {isOpen && (
        <>
          <Textarea
            aria-label={t("composer.EMAIL")}
            placeholder={t("composer.EMAIL")}
            variant="unstyled"
            autosize
            minRows={4}
            maxRows={14}
            required
            {...form.getInputProps("body")}
          />
          <Group justify="space-between" wrap="nowrap">
            <Text size="xs" c="dimmed">
              {t("composer.tracked")}
            </Text>
            <SubmitButton>{t("composer.do.EMAIL")}</SubmitButton>
          </Group>
        </>
      )}
    </Form>
  );
}
