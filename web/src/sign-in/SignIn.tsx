import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, Link, Navigate, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError, errorMessage } from "../api/error";
import type { Schemas } from "../protocol";
import { Form, SubmitButton } from "../ui/form/Form";
import { useWords } from "../words";
import { EmailField, PasswordField } from "./fields";
import { PublicPage } from "./PublicPage";

/** What the page needs once it shows. */
const requests = () => import("./requests");

const page = getRouteApi("/sign-in");

export function SignIn() {
  const t = useWords();
  const router = useRouter();
  const { next } = page.useSearch();
  const setupState = useSetup();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  const save = async (body: typeof form.values) => {
    setError(null);
    try {
      const { signIn } = await requests();
      await signIn(body);
      router.history.push(next ?? "/");
    } catch (thrown) {
      if (!(thrown instanceof ApiError) || thrown.code === "invalid") throw thrown;
      setError(errorMessage(thrown));
    }
  };
  if (setupState?.empty) return <Navigate to="/sign-up" replace />;
  return (
    <PublicPage title={t("signIn.title")}>
      <Form form={form} save={save}>
        <EmailField autoFocus key={form.key("email")} {...form.getInputProps("email")} />
        <PasswordField key={form.key("password")} {...form.getInputProps("password")} />
        {error && (
          <Text c="var(--mantine-color-error)" size="sm" role="alert">
            {error}
          </Text>
        )}
        <SubmitButton fullWidth>{t("signIn.do")}</SubmitButton>
        <Anchor component={Link} to="/forgot" size="sm" ta="center">
          {t("signIn.forgot")}
        </Anchor>
        {setupState?.openRegistration && (
          <Text size="sm" c="dimmed" ta="center">
            {t("signIn.new")}{" "}
            <Anchor component={Link} to="/sign-up" size="sm" underline="always">
              {t("signUp.do")}
            </Anchor>
          </Text>
        )}
      </Form>
    </PublicPage>
  );
}

/** How accounts can be created on this server; nothing before it is known. */
function useSetup() {
  const [setup, setSetup] = useState<Schemas["Setup"]>();
  useEffect(() => {
    // Without an answer, the page has no link to sign up.
    const read = async () => setSetup(await (await requests()).readSetup());
    read().catch(() => undefined);
  }, []);
  return setup;
}
