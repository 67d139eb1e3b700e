import { Button, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { Gate } from "../sign-in/Gate";
import { given, useSave } from "../ui/save";
import { useWords } from "../words";

/** The form for everybody: what is sent here shows in the queue at once. */
export function PublicForm() {
  const t = useWords();
  const { company } = useParams({ strict: false });
  const [thanked, setThanked] = useState<string | null>(null);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", phone: "", courseInterest: "", message: "" },
  });
  const { saving, submit, problem } = useSave(
    form,
    ({ name, email, ...more }) => {
      const optional = Object.fromEntries(Object.entries(more).map(([field, text]) => [field, given(text)]));
      return answer(
        api.POST("/api/enquiries", { body: { name, email, company: company || undefined, ...optional } }),
      );
    },
    (receipt) => setThanked(receipt.name),
  );
  useDocumentTitle(t("form.title"));
  if (thanked) {
    return (
      <Gate title={t("form.thanks", { name: thanked })}>
        <Text role="status">{t("form.soon")}</Text>
        <Button
          variant="default"
          onClick={() => {
            form.reset();
            setThanked(null);
          }}
        >
          {t("form.another")}
        </Button>
      </Gate>
    );
  }
  const field = (name: "name" | "email" | "phone" | "courseInterest" | "message") => ({
    key: form.key(name),
    ...form.getInputProps(name),
  });
  return (
    <Gate title={t("form.title")} hint={t("form.hint")}>
      <form onSubmit={submit}>
        <Stack>
          {problem}
          <TextInput label={t("field.yourName")} autoComplete="name" required {...field("name")} />
          <TextInput
            label={t("field.email")}
            type="email"
            autoComplete="email"
            required
            {...field("email")}
          />
          <TextInput label={t("field.phone")} type="tel" autoComplete="tel" {...field("phone")} />
          <TextInput label={t("field.courseInterest")} {...field("courseInterest")} />
          <Textarea label={t("field.message")} autosize minRows={3} {...field("message")} />
          <Button type="submit" loading={saving} fullWidth>
            {t("form.do")}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}
