import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { Form, SubmitButton } from "../ui/form/Form";
import { useWords } from "../words";
import { EmailField } from "./fields";
import { PublicPage } from "./PublicPage";

export function Forgot() {
  const t = useWords();
  const [sent, setSent] = useState(false);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "" } });
  return (
    <PublicPage
      title={t("forgot.title")}
      hint={sent ? undefined : t("forgot.hint")}
      outcome={sent ? "done" : undefined}
    >
      {sent ? (
        <Text role="status">{t("forgot.sent")}</Text>
      ) : (
        <Form
          form={form}
          save={(body) => answer(api.POST("/api/auth/password/forgot", { body }))}
          onSaved={() => setSent(true)}
        >
          <EmailField autoFocus key={form.key("email")} {...form.getInputProps("email")} />
          <SubmitButton fullWidth>{t("forgot.do")}</SubmitButton>
        </Form>
      )}
      <Anchor component={Link} to="/sign-in" size="sm" ta="center">
        {t("forgot.back")}
      </Anchor>
    </PublicPage>
  );
}
