import { Anchor, Button, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { answer, api } from "../api/client";
import { say } from "../ui/notify";
import { useSave } from "../ui/save";
import { useWords } from "../words";
import { Gate } from "./Gate";
import { NewPassword } from "./NewPassword";

const page = getRouteApi("/reset");

/** Sets a new password, with the token of the mail. */
export function Reset() {
  const t = useWords();
  const navigate = useNavigate();
  const { token = "" } = page.useSearch();
  const form = useForm({ mode: "uncontrolled", initialValues: { password: "" } });
  const { saving, submit, problem } = useSave(
    form,
    ({ password }) => answer(api.POST("/api/auth/password/reset", { body: { password, token } })),
    () => {
      say(t("reset.done"));
      void navigate({ to: "/sign-in" });
    },
  );
  return (
    <Gate title={t("reset.title")} hint={t("reset.hint")}>
      <form onSubmit={submit}>
        <Stack>
          {problem}
          <NewPassword key={form.key("password")} {...form.getInputProps("password")} />
          <Button type="submit" loading={saving} fullWidth>
            {t("reset.do")}
          </Button>
        </Stack>
      </form>
      <Anchor component={Link} to="/forgot" size="sm">
        {t("reset.again")}
      </Anchor>
    </Gate>
  );
}
