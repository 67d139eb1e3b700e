import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { Refusal, reason } from "../api/refusal";
import { start } from "../session/session";
import { useSave } from "../ui/save";
import { useWords } from "../words";
import { Gate } from "./Gate";
import { setup } from "./setup";

const page = getRouteApi("/sign-in");

export function SignIn() {
  const t = useWords();
  const router = useRouter();
  const { next } = page.useSearch();
  const { data: ways } = useQuery(setup);
  const [refused, setRefused] = useState<string | null>(null);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  const { saving, submit, problem } = useSave(form, async (body) => {
    setRefused(null);
    try {
      await answer(api.POST("/api/auth/login", { body }));
      await start();
      router.history.push(next ?? "/");
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || thrown.code === "invalid") throw thrown;
      setRefused(reason(thrown));
    }
  });
  if (ways?.empty) return <Navigate to="/sign-up" replace />;
  return (
    <Gate title={t("signIn.title")}>
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
          <PasswordInput
            label={t("field.password")}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ "aria-label": t("field.showPassword") }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          {refused && (
            <Text c="var(--mantine-color-error)" size="sm" role="alert">
              {refused}
            </Text>
          )}
          <Button type="submit" loading={saving} fullWidth>
            {t("signIn.do")}
          </Button>
          <Anchor component={Link} to="/forgot" size="sm">
            {t("signIn.forgot")}
          </Anchor>
          {ways?.openRegistration && (
            <Text size="sm" c="dimmed">
              {t("signIn.new")}{" "}
              <Anchor component={Link} to="/sign-up" size="sm" underline="always">
                {t("signUp.do")}
              </Anchor>
            </Text>
          )}
        </Stack>
      </form>
    </Gate>
  );
}
