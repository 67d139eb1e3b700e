import { useForm } from "@mantine/form";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { Form, SubmitButton } from "../ui/form/Form";
import { useWords } from "../words";
import { EmailField, NameField, NewPasswordField } from "./fields";
import { PublicPage } from "./PublicPage";
import { startSession } from "./start";

const page = getRouteApi("/invite");

/** Accepts an invite, with the token from its e-mail. */
export function Invited() {
  const t = useWords();
  const router = useRouter();
  const { token = "" } = page.useSearch();
  const form = useForm({ mode: "uncontrolled", initialValues: { name: "", email: "", password: "" } });
  return (
    <PublicPage title={t("invite.title")} hint={t("invite.hint")}>
      <Form
        form={form}
        save={async (person) => {
          await answer(api.POST("/api/auth/register", { body: { ...person, invite: token } }));
          await startSession();
          router.history.push("/");
        }}
      >
        <NameField autoFocus key={form.key("name")} {...form.getInputProps("name")} />
        <EmailField
          description={t("invite.email")}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <NewPasswordField key={form.key("password")} {...form.getInputProps("password")} />
        <SubmitButton fullWidth>{t("invite.do")}</SubmitButton>
      </Form>
    </PublicPage>
  );
}
