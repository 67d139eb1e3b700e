import { Button, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { PublicPage } from "../sign-in/PublicPage";
import { Form, SubmitButton } from "../ui/form/Form";
import { PhoneInput } from "../ui/form/PhoneInput";
import { blankToUndefined } from "../ui/form/save";
import { useWords } from "../words";

/** The public enquiry form. It needs no sign-in. */
export function PublicForm() {
  const t = useWords();
  const { company } = useParams({ strict: false });
  const [sentBy, setSentBy] = useState<string | null>(null);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", phone: "", courseInterest: "", message: "" },
  });
  if (sentBy) {
    return (
      <PublicPage title={t("form.thanks", { name: sentBy })} outcome="done" isOfCompany>
        <Text role="status">{t("form.soon")}</Text>
        <Button
          variant="default"
          onClick={() => {
            form.reset();
            setSentBy(null);
          }}
        >
          {t("form.another")}
        </Button>
      </PublicPage>
    );
  }
  const field = (name: "name" | "email" | "phone" | "courseInterest" | "message") => ({
    key: form.key(name),
    ...form.getInputProps(name),
  });
  return (
    <PublicPage title={t("form.title")} hint={t("form.hint")} isOfCompany>
      <Form
        form={form}
        save={({ name, email, ...more }) => {
          const optional = Object.fromEntries(
            Object.entries(more).map(([field, text]) => [field, blankToUndefined(text)]),
          );
          return answer(
            api.POST("/api/enquiries", { body: { name, email, company: company || undefined, ...optional } }),
          );
        }}
        onSaved={(receipt) => setSentBy(receipt.name)}
      >
        <TextInput label={t("field.yourName")} autoComplete="name" required {...field("name")} />
        <TextInput label={t("field.email")} type="email" autoComplete="email" required {...field("email")} />
        <PhoneInput autoComplete="tel" {...field("phone")} />
        <TextInput label={t("field.courseInterest")} {...field("courseInterest")} />
        <Textarea label={t("field.message")} autosize minRows={3} {...field("message")} />
        <SubmitButton fullWidth>{t("form.do")}</SubmitButton>
      </Form>
    </PublicPage>
  );
}
