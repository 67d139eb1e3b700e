import { ApiError } from "../api/error";
import { Form, SubmitButton } from "../ui/form/Form";
import { blankToUndefined } from "../ui/form/save";
import "@mantine/core/styles/FloatingIndicator.css";
import "@mantine/core/styles/SegmentedControl.css";
import { Anchor, NativeSelect, SegmentedControl, Text, TextInput } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import { useWords } from "../words";
import { EmailField, NameField, NewPasswordField } from "./fields";
import { PublicPage } from "./PublicPage";
import { browserRegion } from "./region";
import { readSetup } from "./setup";
import { startSession } from "./start";

const OPEN_ROLES = ["sales_executive", "counselor", "employee"] as const;

interface Founder {
  name: string;
  email: string;
  password: string;
  company?: string;
}

/** Registers a company with the browser's region. Values that the server rejects are replaced with its defaults. */
async function registerCompany(founder: Founder) {
  const region = browserRegion();
  try {
    return await answer(api.POST("/api/auth/register", { body: { ...founder, ...region } }));
  } catch (thrown) {
    const rejected = thrown instanceof ApiError ? thrown.fields : {};
    const accepted = Object.fromEntries(Object.entries(region).filter(([field]) => !(field in rejected)));
    if (Object.keys(accepted).length === Object.keys(region).length) throw thrown;
    return answer(api.POST("/api/auth/register", { body: { ...founder, ...accepted } }));
  }
}

/** The first user of a server founds a company; later ones join it or found another. */
export function SignUp() {
  const t = useWords();
  const router = useRouter();
  const { data: setupState } = useQuery({ queryKey: ["setup"], queryFn: readSetup, staleTime: 0 });
  const [isFounder, setIsFounder] = useState(false);
  const [isPending, setIsPending] = useState(false);
  const founding = setupState?.empty || isFounder;
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "", company: "", role: OPEN_ROLES[0] as string },
  });
  const save = async ({ company, role, ...person }: typeof form.values) => {
    if (founding) await registerCompany({ ...person, company: blankToUndefined(company) });
    else {
      const { token } = await answer(api.POST("/api/auth/register", { body: { ...person, role } }));
      if (!token) {
        setIsPending(true);
        return;
      }
    }
    await startSession();
    router.history.push("/");
  };
  if (isPending) return <Pending />;
  const approvalHint = setupState?.approval ? t("signUp.approvalHint") : undefined;
  return (
    <PublicPage
      title={setupState?.empty ? t("signUp.founding") : t("signUp.title")}
      hint={setupState?.empty ? t("signUp.foundingHint") : approvalHint}
    >
      <Form form={form} save={save}>
        {setupState && !setupState.empty && !setupState.approval && (
          <FounderChoice isFounder={isFounder} onChange={setIsFounder} />
        )}
        <SignUpFields form={form} founding={founding} />
        <SubmitButton fullWidth>{setupState?.empty ? t("signUp.foundDo") : t("signUp.do")}</SubmitButton>
        {!setupState?.empty && <SignInLink />}
      </Form>
    </PublicPage>
  );
}

/** An administrator has to approve the account first. */
function Pending() {
  const t = useWords();
  return (
    <PublicPage title={t("signUp.pending")} outcome="done">
      <Text role="status">{t("signUp.pendingHint")}</Text>
      <Anchor component={Link} to="/sign-in" size="sm">
        {t("forgot.back")}
      </Anchor>
    </PublicPage>
  );
}

interface FounderChoiceProps {
  isFounder: boolean;
  onChange: (isFounder: boolean) => void;
}

function FounderChoice({ isFounder, onChange }: FounderChoiceProps) {
  const t = useWords();
  return (
    <SegmentedControl
      value={isFounder ? "found" : "join"}
      onChange={(way) => onChange(way === "found")}
      data={[
        { value: "join", label: t("signUp.join") },
        { value: "found", label: t("signUp.found") },
      ]}
    />
  );
}

type SignUpForm = UseFormReturnType<Required<Founder> & { role: string }>;

function SignUpFields({ form, founding }: { form: SignUpForm; founding: boolean }) {
  const t = useWords();
  return (
    <>
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
      <NameField key={form.key("name")} {...form.getInputProps("name")} />
      <EmailField key={form.key("email")} {...form.getInputProps("email")} />
      <NewPasswordField key={form.key("password")} {...form.getInputProps("password")} />
      {!founding && (
        <NativeSelect
          label={t("field.role")}
          data={OPEN_ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          key={form.key("role")}
          {...form.getInputProps("role")}
        />
      )}
    </>
  );
}

function SignInLink() {
  const t = useWords();
  return (
    <Text size="sm" c="dimmed" ta="center">
      {t("signUp.known")}{" "}
      <Anchor component={Link} to="/sign-in" size="sm" underline="always">
        {t("signIn.do")}
      </Anchor>
    </Text>
  );
}
