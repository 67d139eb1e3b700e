import { Anchor, Button, Group, SimpleGrid, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../api/client";
import type { Contact } from "../api/records";
import { Refusal } from "../api/refusal";
import { useCache } from "../live/change";
import { given, orNull, useSave } from "../ui/save";
import { useWords } from "../words";

interface Props {
  /** Changes this one, as it is by now; without, it enters a new one. */
  contact?: Contact;
  done: () => void;
}

const FIELDS = ["email", "phone", "organisation", "title", "source"] as const;
type Field = "name" | (typeof FIELDS)[number];

function valuesOf(contact: Contact | undefined) {
  const text = (field: Field) => contact?.[field] ?? "";
  const texts = Object.fromEntries(FIELDS.map((field) => [field, text(field)])) as Record<Field, string>;
  return { ...texts, name: text("name"), tags: contact?.tags ?? [] };
}

/** Enters a lead, or changes what is known of one. Who is known already is shown before a second one is made. */
export function LeadForm({ contact, done }: Props) {
  const t = useWords();
  const cache = useCache();
  const navigate = useNavigate();
  const [duplicateOf, setDuplicateOf] = useState<string | null>(null);
  /** What the fields were filled from. Meanwhile others go on working. */
  const [seen, setSeen] = useState(() => valuesOf(contact));
  const form = useForm({ initialValues: seen });
  type Values = typeof form.values;
  const allowDuplicate = duplicateOf !== null;

  const enter = ({ name, tags, ...texts }: Values) => {
    const fresh = Object.fromEntries(FIELDS.map((field) => [field, given(texts[field])]));
    return answer(api.POST("/api/leads", { body: { name, tags, ...fresh, allowDuplicate } }));
  };
  /** Only what was changed here. What somebody else changed meanwhile is shown first, beside its field. */
  const change = async (contact: Contact, values: Values) => {
    const fields = ["name", ...FIELDS] as const;
    const now = valuesOf(contact);
    const changed = fields.filter((field) => values[field] !== seen[field]);
    const clashes = changed.filter((field) => now[field] !== seen[field] && now[field] !== values[field]);
    if (clashes.length > 0) {
      setSeen(now);
      form.setErrors(
        Object.fromEntries(clashes.map((field) => [field, t("leads.clash", { value: now[field] || "—" })])),
      );
      return null;
    }
    const body = Object.fromEntries(
      changed.map((field) => [field, field === "name" ? values.name : orNull(values[field])]),
    );
    // Tags that others add or remove meanwhile stay as they make them.
    const tags = {
      addTags: values.tags.filter((tag) => !seen.tags.includes(tag)),
      removeTags: seen.tags.filter((tag) => !values.tags.includes(tag)),
    };
    const params = { path: { id: contact.id }, header: { "If-Match": `"${Math.floor(contact.version)}"` } };
    return answer(api.PATCH("/api/leads/{id}", { params, body: { ...body, ...tags, allowDuplicate } }));
  };
  const { saving, submit, problem } = useSave(
    form,
    async (values) => {
      try {
        return await (contact ? change(contact, values) : enter(values));
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || thrown.code !== "duplicate_contact") throw thrown;
        setDuplicateOf(String(thrown.data.contactId));
        return null;
      }
    },
    (saved) => {
      if (!saved) return;
      cache.contact(saved);
      done();
      if (!contact) void navigate({ to: "/leads/$id", params: { id: saved.id } });
    },
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem}
        <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={t("field.email")} type="email" {...form.getInputProps("email")} />
          <TextInput label={t("field.phone")} type="tel" {...form.getInputProps("phone")} />
          <TextInput label={t("field.organisation")} {...form.getInputProps("organisation")} />
          <TextInput label={t("field.title")} {...form.getInputProps("title")} />
        </SimpleGrid>
        <TextInput label={t("field.source")} {...form.getInputProps("source")} />
        <TagsInput label={t("field.tags")} {...form.getInputProps("tags")} />
        {duplicateOf && (
          <Text size="sm" role="alert">
            {t("leads.duplicate")}{" "}
            <Anchor component={Link} to={`/leads/${duplicateOf}`} onClick={done} size="sm" underline="always">
              {t("leads.showDuplicate")}
            </Anchor>
          </Text>
        )}
        <Group justify="end">
          <Button variant="default" onClick={done}>
            {t("do.cancel")}
          </Button>
          <Button type="submit" loading={saving}>
            {duplicateOf ? t("leads.allowDuplicate") : t("do.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
