import { Box, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { answer, api } from "../api/client";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { useMe } from "../session/me";
import { NewPassword } from "../sign-in/NewPassword";
import { say } from "../ui/notify";
import { orNull, useSave } from "../ui/save";
import { useWords } from "../words";

/** What one says of oneself, and one's password. */
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
  const form = useForm({ initialValues: { name: me.name, phone: me.phone ?? "" } });
  const { saving, submit, problem } = useSave(
    form,
    ({ name, phone }) =>
      answer(
        api.PATCH("/api/employees/{id}", {
          params: { path: { id: me.id } },
          body: { name, phone: orNull(phone) },
        }),
      ),
    (saved) => {
      client.setQueryData(keys.me, saved);
      say(t("settings.saved"));
    },
  );
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb={4}>
        {t("settings.profile")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {me.email} · {t(`role.${me.role}`)}
      </Text>
      <form onSubmit={submit}>
        <Stack maw={420}>
          {problem}
          <TextInput label={t("field.name")} autoComplete="name" required {...form.getInputProps("name")} />
          <TextInput
            label={t("field.phone")}
            type="tel"
            autoComplete="tel"
            {...form.getInputProps("phone")}
          />
          <Group>
            <Button type="submit" loading={saving}>
              {t("do.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Box>
  );
}

function Password() {
  const t = useWords();
  const me = useMe();
  const form = useForm({ initialValues: { currentPassword: "", newPassword: "" } });
  const { saving, submit, problem } = useSave(
    form,
    (body) => answer(api.POST("/api/auth/password/change", { body })),
    () => {
      form.reset();
      say(t("settings.passwordSet"));
    },
  );
  return (
    <Box className="panel" p="lg" component="section">
      <Title order={2} mb={4}>
        {t("settings.password")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("settings.passwordHint")}
      </Text>
      <form onSubmit={submit}>
        <Stack maw={420}>
          {problem}
          <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
          <PasswordInput
            label={t("settings.currentPassword")}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ "aria-label": t("field.showPassword") }}
            {...form.getInputProps("currentPassword")}
          />
          <NewPassword label={t("settings.newPassword")} {...form.getInputProps("newPassword")} />
          <Group>
            <Button type="submit" loading={saving}>
              {t("settings.setPassword")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Box>
  );
}
