import { Anchor, Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { answer, api } from "../api/client";
import { ApiError, errorMessage } from "../api/error";
import { type LeadValues, updateLead, valuesOf } from "../leads/leadValues";
import { type Contact, placeContact } from "../leads/noun";
import { useCache, useOptimisticChange } from "../live/change";
import type { EditingOptions } from "../ui/record/useEditing";
import { EditConflict } from "../ui/record/useEditing";
import { useWords } from "../words";
import { capitalized } from "../words/capitalized";

type Field = keyof LeadValues;

/** How a text field of a contact is edited in place. */
export function useTextField(contact: Contact, field: Exclude<Field, "tags">): EditingOptions<string> {
  const t = useWords();
  return {
    ...useField(contact, field),
    conflict: (now) => t("leads.clash", { value: now || "—" }),
  };
}

/** How the tags of a contact are edited in place. Tags that others add or remove meanwhile stay added or removed. */
export function useTagsField(contact: Contact): EditingOptions<string[]> {
  return useField(contact, "tags");
}

function useField<Name extends Field>(
  contact: Contact,
  field: Name,
): Omit<EditingOptions<LeadValues[Name]>, "conflict"> {
  const cache = useCache();
  const change = useOptimisticChange<Contact>(placeContact);
  type Value = LeadValues[Name];
  return {
    value: valuesOf(contact)[field],
    save: (next: Value, seen: Value, isForced: boolean) => {
      const send = (to: Contact) => {
        const now = valuesOf(to);
        return updateLead(to, { ...now, [field]: next }, { ...now, [field]: seen }, isForced);
      };
      const guess = { [field]: next === "" ? null : next };
      return change({
        before: contact,
        guess,
        send: () =>
          send(contact).catch(async (thrown) => {
            if (!(thrown instanceof ApiError) || thrown.code !== "version_mismatch") throw thrown;
            const params = { path: { id: contact.id } };
            const fresh = await answer(api.GET("/api/contacts/{id}", { params }));
            const value = valuesOf(fresh)[field];
            if (field === "tags" || value === seen) return send(fresh);
            placeContact(cache, fresh);
            throw new EditConflict(value);
          }),
      });
    },
    explain: (thrown, force) => <FieldProblem thrown={thrown} field={field} force={force} />,
  };
}

interface ProblemProps {
  thrown: unknown;
  field: Field;
  force: () => void;
}

/** Why a field was not saved. A possible duplicate can be looked at, or accepted. */
function FieldProblem({ thrown, field, force }: ProblemProps): ReactNode {
  const t = useWords();
  if (!(thrown instanceof ApiError)) return errorMessage(thrown);
  if (thrown.code !== "duplicate_contact") {
    const message = thrown.fields[field];
    return message ? capitalized(message) : errorMessage(thrown);
  }
  return (
    <>
      {t("leads.duplicate")}
      <Group component="span" gap="xs" mt={4}>
        <Anchor component={Link} to={`/leads/${String(thrown.data.contactId)}`} size="xs" underline="always">
          {t("leads.showDuplicate")}
        </Anchor>
        <Button size="compact-xs" variant="default" onClick={force}>
          {t("leads.allowDuplicate")}
        </Button>
      </Group>
    </>
  );
}
