import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { start } from "../session/session";
import { useSave } from "../ui/save";
import { useWords } from "../words";
import { Gate } from "./Gate";
import { NewPassword } from "./NewPassword";

const page = getRouteApi("/invite");

/** Takes an invite up, with the token of its mail. */
export function Invited() {
  const t = useWords();
  const router = useRouter();
  const { token = "" } = page.useSearch();
  const form = useForm({ mode: "uncontrolled", initialValues: { name: "", email: "", password: "" } });
  const { saving, submit, problem } = useSave(form, async (person) => {
    await answer(api.POST("/api/auth/register", { body: { ...person, invite: token } }));
    await start();
    router.history.push("/");
  });
  return (
    <Gate title={t("invite.title")} hint={t("invite.hint")}>
      <form onSubmit={submit}>
        <Stack>
          {problem}
          <TextInput
            label={t("field.yourName")}
            autoComplete="name"
            required
            autoFocus
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t("field.email")}
            description={t("invite.email")}
            type="email"
            autoComplete="username"
            required
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <NewPassword key={form.key("password")} {...form.getInputProps("password")} />
          <Button type="submit" loading={saving} fullWidth>
            {t("invite.do")}
          </Button>
        </Stack>
      </form>
    </Gate>
  );
}
