import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { company } from "../api/reads";
import type { Contact } from "../api/records";
import { useCache } from "../live/change";
import { useMay, useMe } from "../session/me";
import { useSave } from "../ui/save";
import { useWords } from "../words";

/** Whether this employee may qualify a lead by hand: managers may, where the company allows it. */
export function useMayQualify(): boolean {
  const settings = useQuery(company(useMe().companyId)).data?.settings;
  return useMay("leads.manage") && settings?.manualQualification === true;
}

/** LEAD → MQL without a click, for a reason that the history keeps. */
export function QualifyForm({ contact, done }: { contact: Contact; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { reason: "" } });
  const { saving, submit, problem } = useSave(
    form,
    (body) =>
      answer(api.PATCH("/api/contacts/{id}/promote-mql", { params: { path: { id: contact.id } }, body })),
    (qualified) => {
      cache.contact(qualified);
      done();
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem}
        <Text size="sm">{t("stages.qualifyHint")}</Text>
        <Textarea
          label={t("field.reason")}
          placeholder={t("stages.qualifyExample")}
          autosize
          minRows={2}
          maxLength={500}
          required
          data-autofocus
          {...form.getInputProps("reason")}
        />
        <Group justify="end">
          <Button variant="default" onClick={done}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={saving}>
            {t("stages.qualify")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
