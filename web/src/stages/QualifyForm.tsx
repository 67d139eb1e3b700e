import { Text, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { companyQuery } from "../company/noun";
import { type Contact, placeContact } from "../leads/noun";
import { useCache } from "../live/change";
import { useCan, useMe } from "../session/me";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { useWords } from "../words";

/** Whether the company allows managers to qualify leads by hand. */
export function useManualQualification(): boolean {
  return useQuery(companyQuery(useMe().companyId)).data?.settings.manualQualification === true;
}

/** Whether this employee may qualify a lead by hand. */
export function useCanQualify(): boolean {
  const isAllowed = useManualQualification();
  return useCan("leads.manage") && isAllowed;
}

/** LEAD → MQL without a click, for a reason that the history keeps. */
export function QualifyForm({ contact, done }: { contact: Contact; done: () => void }) {
  const t = useWords();
  const cache = useCache();
  const form = useForm({ initialValues: { reason: "" } });
  return (
    <Form
      form={form}
      save={(body) =>
        answer(api.PATCH("/api/contacts/{id}/promote-mql", { params: { path: { id: contact.id } }, body }))
      }
      onSaved={(qualified) => {
        placeContact(cache, qualified);
        done();
      }}
    >
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
      <FormFooter submitLabel={t("stages.qualify")} onCancel={done} />
    </Form>
  );
}
