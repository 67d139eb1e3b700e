import { Anchor, SimpleGrid, TagsInput, Text, TextInput } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError } from "../api/error";
import { useCache } from "../live/change";
import { FormFooter } from "../ui/form/Footer";
import { Form } from "../ui/form/Form";
import { PhoneInput } from "../ui/form/PhoneInput";
import { useWords } from "../words";
import {
  conflictsOf,
  createLead,
  type Duplicate,
  isDuplicateOf,
  type LeadValues,
  rebased,
  updateLead,
  valuesOf,
} from "./leadValues";
import { type Contact, placeContact } from "./noun";

interface Props {
  /** The lead to change, in its latest state. Without it, the form creates one. */
  contact?: Contact;
  done: () => void;
}

/** Creates or changes a lead. A possible duplicate is shown before it is saved. */
export function LeadForm({ contact, done }: Props) {
  const t = useWords();
  const cache = useCache();
  const navigate = useNavigate();
  const { form, save, duplicateOf } = useLeadForm(contact);
  return (
    <Form
      form={form}
      save={save}
      onSaved={(saved) => {
        if (!saved) return;
        placeContact(cache, saved);
        done();
        if (!contact) void navigate({ to: "/leads/$id", params: { id: saved.id } });
      }}
    >
      <LeadFields form={form} />
      {duplicateOf && <DuplicateNote id={duplicateOf} onOpen={done} />}
      <FormFooter submitLabel={duplicateOf ? t("leads.allowDuplicate") : t("do.save")} onCancel={done} />
    </Form>
  );
}

/** The form and what saves it: `null` where it has to be looked at once more. */
function useLeadForm(contact: Contact | undefined) {
  const t = useWords();
  const [found, setFound] = useState<Duplicate | null>(null);
  /** The values that the form was filled from. Others may change the lead meanwhile. */
  const [seen, setSeen] = useState(() => valuesOf(contact));
  const form = useForm({ initialValues: seen });
  const duplicateOf = found && isDuplicateOf(found, form.values) ? found.contactId : null;
  const allowDuplicate = duplicateOf !== null;

  const update = async (contact: Contact, values: LeadValues) => {
    const now = valuesOf(contact);
    const conflicts = conflictsOf(values, seen, now);
    if (conflicts.length === 0) return updateLead(contact, values, seen, allowDuplicate);
    setSeen(now);
    form.setValues(rebased(values, seen, now));
    const errors = conflicts.map((field) => [field, t("leads.clash", { value: now[field] || "—" })]);
    form.setErrors(Object.fromEntries(errors));
    return null;
  };
  const save = async (values: LeadValues) => {
    try {
      return await (contact ? update(contact, values) : createLead(values, allowDuplicate));
    } catch (thrown) {
      if (!(thrown instanceof ApiError) || thrown.code !== "duplicate_contact") throw thrown;
      setFound({ contactId: String(thrown.data.contactId), email: values.email, phone: values.phone });
      return null;
    }
  };
  return { form, save, duplicateOf };
}

function LeadFields({ form }: { form: UseFormReturnType<LeadValues> }) {
  const t = useWords();
  return (
    <>
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={t("field.email")} type="email" {...form.getInputProps("email")} />
        <PhoneInput {...form.getInputProps("phone")} />
        <TextInput label={t("field.organisation")} {...form.getInputProps("organisation")} />
        <TextInput label={t("field.jobTitle")} {...form.getInputProps("title")} />
      </SimpleGrid>
      <TextInput label={t("field.source")} {...form.getInputProps("source")} />
      <TagsInput label={t("field.tags")} {...form.getInputProps("tags")} />
    </>
  );
}

/** Another lead has the address or number. */
function DuplicateNote({ id, onOpen }: { id: string; onOpen: () => void }) {
  const t = useWords();
  return (
    <Text size="sm" role="alert">
      {t("leads.duplicate")}{" "}
      <Anchor component={Link} to={`/leads/${id}`} onClick={onOpen} size="sm" underline="always">
        {t("leads.showDuplicate")}
      </Anchor>
    </Text>
  );
}
