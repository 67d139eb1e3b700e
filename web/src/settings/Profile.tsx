import { Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import { useCache } from "../live/change";
import { keys } from "../live/keys";
import { useMe } from "../session/me";
import { NewPasswordField, PasswordField } from "../sign-in/fields";
import { Form, SubmitButton } from "../ui/form/Form";
import { PhoneInput } from "../ui/form/PhoneInput";
import { blankToNull } from "../ui/form/save";
import { toast } from "../ui/notify";
import { Section } from "../ui/Section";
import { useWords } from "../words";

/** The user's own name, phone and password. */
export function Profile() {
  return (
    <Stack>
      <Person />
      <Password />
    </Stack>
  );
}

function Person() {
  const t = useWords();
  const me = useMe();
  const cache = useCache();
  const form = useForm({ initialValues: { name: me.name, phone: me.phone ?? "" } });
  return (
    <Section title={t("settings.profile")} description={`${me.email} · ${t(`role.${me.role}`)}`} size="lg">
      <Form
        form={form}
        save={({ name, phone }) =>
          answer(
            api.PATCH("/api/employees/{id}", {
              params: { path: { id: me.id } },
              body: { name, phone: blankToNull(phone) },
            }),
          )
        }
        onSaved={(saved) => {
          cache.updateRecord(keys.me, saved);
          toast(t("settings.saved"));
        }}
        maw={420}
      >
        <TextInput label={t("field.name")} autoComplete="name" required {...form.getInputProps("name")} />
        <PhoneInput autoComplete="tel" {...form.getInputProps("phone")} />
        <Group>
          <SubmitButton>{t("do.save")}</SubmitButton>
        </Group>
      </Form>
    </Section>
  );
}

function Password() {
  const t = useWords();
  const me = useMe();
  const form = useForm({ initialValues: { currentPassword: "", newPassword: "" } });
  return (
    <Section title={t("settings.password")} description={t("settings.passwordHint")} size="lg">
      <Form
        form={form}
        save={(body) => answer(api.POST("/api/auth/password/change", { body }))}
        onSaved={() => {
          form.reset();
          toast(t("settings.passwordSet"));
        }}
        maw={420}
      >
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        <PasswordField label={t("settings.currentPassword")} {...form.getInputProps("currentPassword")} />
        <NewPasswordField label={t("settings.newPassword")} {...form.getInputProps("newPassword")} />
        <Group>
          <SubmitButton variant="default">{t("settings.setPassword")}</SubmitButton>
        </Group>
      </Form>
    </Section>
  );
}
