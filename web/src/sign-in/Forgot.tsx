import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { useSave } from "../ui/save";
import { useWords } from "../words";
import { Gate } from "./Gate";

export function Forgot() {
  const t = useWords();
  const [sent, setSent] = useState(false);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "" } });
  const { saving, submit, problem } = useSave(
    form,
    (body) => answer(api.POST("/api/auth/password/forgot", { body })),
    () => setSent(true),
  );
  return (
    <Gate title={t("forgot.title")} hint={t("forgot.hint")}>
      {sent ? (
        <Text role="status">{t("forgot.sent")}</Text>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            {problem}
            <TextInput
              label={t("field.email")}
              type="email"
              autoComplete="username"
              required
              autoFocus
              key={form.key("email")}
              {...form.getInputProps("email")}
            />
            <Button type="submit" loading={saving} fullWidth>
              {t("forgot.do")}
            </Button>
          </Stack>
        </form>
      )}
      <Anchor component={Link} to="/sign-in" size="sm">
        {t("forgot.back")}
      </Anchor>
    </Gate>
  );
}
