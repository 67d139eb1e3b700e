import { useForm } from "@mantine/form";
import { useRef, useState } from "react";
import { useMe } from "../../session/me";
import { readDraft, removeDraft, writeDraft } from "./drafts";

/**
 * A form whose unsent values stay on this device, by person, record and kind, until they are sent or emptied. They
 * survive another page, a reload, and another sign-in of the same person.
 */
export function useDraftForm<Values extends { [name: string]: unknown }>(
  record: string,
  kind: string,
  initialValues: Values,
  /** The fields that people write text in: while all are empty there is no draft. */
  textFields: readonly (keyof Values)[],
  /** The part of a draft that is still valid. */
  revive: (draft: Partial<Values>) => Partial<Values> = (draft) => draft,
) {
  const key = { person: useMe().id, record, kind };
  const [blank] = useState(initialValues);
  const [begun] = useState(() => ({ ...blank, ...revive(readDraft<Values>(key) ?? {}) }));
  // While `clear` empties the form, its change events must not write a draft.
  const isClearing = useRef(false);
  const form = useForm<Values>({
    initialValues: begun,
    onValuesChange: (values) => {
      const hasText = textFields.some((field) => String(values[field] ?? "").trim() !== "");
      if (hasText && !isClearing.current) writeDraft(key, values);
      else removeDraft(key);
    },
  });
  const clear = () => {
    isClearing.current = true;
    removeDraft(key);
    form.setInitialValues(blank);
    form.setValues(blank);
    form.clearErrors();
    isClearing.current = false;
  };
  return { form, clear };
}
