import { Anchor } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { Form, SubmitButton } from "../ui/form/Form";
import { toast } from "../ui/notify";
import { useWords } from "../words";
import { NewPasswordField } from "./fields";
import { PublicPage } from "./PublicPage";

const page = getRouteApi("/reset");

/** Sets a new password, with the token from the e-mail. */
export function Reset() {
  const t = useWords();
  const navigate = useNavigate();
  const { token = "" } = page.useSearch();
  const form = useForm({ mode: "uncontrolled", initialValues: { password: "" } });
  return (
    <PublicPage title={t("reset.title")} hint={t("reset.hint")}>
      <Form
        form={form}
        save={({ password }) => answer(api.POST("/api/auth/password/reset", { body: { password, token } }))}
        onSaved={() => {
          toast(t("reset.done"));
          void navigate({ to: "/sign-in" });
        }}
      >
        <NewPasswordField key={form.key("password")} {...form.getInputProps("password")} />
        <SubmitButton fullWidth>{t("reset.do")}</SubmitButton>
      </Form>
      <Anchor component={Link} to="/forgot" size="sm" ta="center">
        {t("reset.again")}
      </Anchor>
    </PublicPage>
  );
}
