import "@mantine/core/styles/FloatingIndicator.css";
import "@mantine/core/styles/SegmentedControl.css";
import { Anchor, Button, NativeSelect, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { Refusal } from "../api/refusal";
import { start } from "../session/session";
import { given, useSave } from "../ui/save";
import { useWords } from "../words";
import { Gate } from "./Gate";
import { NewPassword } from "./NewPassword";
import { browserRegion } from "./region";
import { setup } from "./setup";

const OPEN_ROLES = ["sales_executive", "counselor", "employee"] as const;

interface Founder {
  name: string;
  email: string;
  password: string;
  company?: string;
}

/** The company starts from the browser's region, and from the server's own in what the server does not know of it. */
async function found(founder: Founder) {
  const region = browserRegion();
  try {
    return await answer(api.POST("/api/auth/register", { body: { ...founder, ...region } }));
  } catch (thrown) {
    const refused = thrown instanceof Refusal ? thrown.fields : {};
    const known = Object.fromEntries(Object.entries(region).filter(([field]) => !(field in refused)));
    if (Object.keys(known).length === Object.keys(region).length) throw thrown;
    return answer(api.POST("/api/auth/register", { body: { ...founder, ...known } }));
  }
}

/** The first one founds the company; later ones join it, or found another. */
export function SignUp() {
  const t = useWords();
  const router = useRouter();
  const { data: ways } = useQuery(setup);
  const [founds, setFounds] = useState(false);
  const [isPending, setIsPending] = useState(false);
  const founding = ways?.empty || founds;
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "", company: "", role: OPEN_ROLES[0] as string },
  });
  const { saving, submit, problem } = useSave(form, async ({ company, role, ...person }) => {
    if (founding) await found({ ...person, company: given(company) });
    else {
      const { token } = await answer(api.POST("/api/auth/register", { body: { ...person, role } }));
      if (!token) {
        setIsPending(true);
        return;
      }
    }
    await start();
    router.history.push("/");
  });
  if (isPending) {
    return (
      <Gate title={t("signUp.pending")}>
        <Text role="status">{t("signUp.pendingHint")}</Text>
        <Anchor component={Link} to="/sign-in" size="sm">
          {t("forgot.back")}
        </Anchor>
      </Gate>
    );
  }
  const title = ways?.empty ? t("signUp.founding") : t("signUp.title");
  const hint = ways?.empty ? t("signUp.foundingHint") : ways?.approval ? t("signUp.approvalHint") : undefined;
  return (
    <Gate title={title} hint={hint}>
      <form onSubmit={submit}>
        <Stack>
          {problem}
          {ways && !ways.empty && !ways.approval && (
            <SegmentedControl
              value={founds ? "found" : "join"}
              onChange={(way) => setFounds(way === "found")}
              data={[
                { value: "join", label: t("signUp.join") },
                { value: "found", label: t("signUp.found") },
              ]}
            />
          )}
          {founding && (
            <TextInput
              label={t("field.company")}
              autoComplete="organization"
              required
              autoFocus
              key={form.key("company")}
              {...form.getInputProps("company")}
            />
          )}
          <TextInput
            label={t("field.yourName")}
            autoComplete="name"
            required
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t("field.email")}
            type="email"
            autoComplete="username"
            required
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <NewPassword key={form.key("password")} {...form.getInputProps("password")} />
          {!founding && (
            <NativeSelect
              label={t("field.role")}
              data={OPEN_ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
              key={form.key("role")}
              {...form.getInputProps("role")}
            />
          )}
          <Button type="submit" loading={saving} fullWidth>
            {ways?.empty ? t("signUp.foundDo") : t("signUp.do")}
          </Button>
          {!ways?.empty && (
            <Text size="sm" c="dimmed">
              {t("signUp.known")}{" "}
              <Anchor component={Link} to="/sign-in" size="sm" underline="always">
                {t("signIn.do")}
              </Anchor>
            </Text>
          )}
        </Stack>
      </form>
    </Gate>
  );
}
