import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconMailPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { companyKeys, mailStatusQuery } from "../company/noun";
import { inviteKeys } from "../invites/noun";
import { client } from "../session/client";
import { useMe } from "../session/me";
import { Form, SubmitButton } from "../ui/form/Form";
import { toast } from "../ui/notify";
import { Section } from "../ui/Section";
import { useWords } from "../words";
import { useRoleOptions } from "./roles";

export function InviteForm() {
  const t = useWords();
  const roles = useRoleOptions();
  const mail = useQuery(mailStatusQuery(useMe().companyId)).data;
  const form = useForm({ initialValues: { email: "", role: "sales_executive" } });
  const onSaved = async ({ email }: { email: string }) => {
    form.reset();
    toast(mail?.outbox ? t("accounts.invitedByLink") : t("accounts.invited", { email }));
    await client.invalidateQueries({ queryKey: inviteKeys.all });
    await client.invalidateQueries({ queryKey: companyKeys.mail });
  };
  return (
    <Section title={t("accounts.invite")} size="lg">
      <Form form={form} save={(body) => answer(api.POST("/api/invites", { body }))} onSaved={onSaved}>
        <Group align="start">
          <TextInput
            w={{ base: "100%", xs: 280 }}
            label={t("field.email")}
            type="email"
            required
            {...form.getInputProps("email")}
          />
          <NativeSelect label={t("field.role")} data={roles} {...form.getInputProps("role")} />
          <SubmitButton mt={25} leftSection={<IconMailPlus size={16} aria-hidden />}>
            {t("accounts.inviteDo")}
          </SubmitButton>
        </Group>
      </Form>
    </Section>
  );
}
