import { useForm } from "@mantine/form";
import { useRef, useState } from "react";
import { useMe } from "../session/me";
import { readDraft, removeDraft, writeDraft } from "./drafts";

/**
 * A form whose unsent text stays on this device: for each person, record and kind of text. It is there again after
 * another page, a reload or another sign-in of theirs, until it is sent or emptied.
 */
export function useDraftForm<Values extends { [name: string]: unknown }>(
  record: string,
  kind: string,
  initialValues: Values,
  /** The fields that somebody types: without any text in them there is no draft. */
  typed: readonly (keyof Values)[],
  /** What of a draft still makes sense. */
  revive: (draft: Partial<Values>) => Partial<Values> = (draft) => draft,
) {
  const key = { person: useMe().id, record, kind };
  const [blank] = useState(initialValues);
  const [begun] = useState(() => ({ ...blank, ...revive(readDraft<Values>(key) ?? {}) }));
  // While `clear` empties the form, its change events write no draft.
  const isSent = useRef(false);
  const form = useForm<Values>({
    initialValues: begun,
    onValuesChange: (values) => {
      const isTyped = typed.some((field) => String(values[field] ?? "").trim() !== "");
      if (isTyped && !isSent.current) writeDraft(key, values);
      else removeDraft(key);
    },
  });
  const clear = () => {
    isSent.current = true;
    removeDraft(key);
    form.setInitialValues(blank);
    form.setValues(blank);
    form.clearErrors();
    isSent.current = false;
  };
  return { form, clear };
}
