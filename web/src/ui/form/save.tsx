import type { UseFormReturnType } from "@mantine/form";
import { type FormEvent, useState } from "react";
import { ApiError, errorMessage, fieldMessages } from "../../api/error";
import { capitalized } from "../../words/capitalized";

/**
 * Submits a form. The server's error about a field is set on that field; every other error is in `errors`, with the
 * name of its field if it has one.
 */
export function useSave<Values extends Record<string, unknown>, Saved>(
  form: UseFormReturnType<Values>,
  save: (values: Values) => Promise<Saved>,
  onSaved?: (saved: Saved) => void,
) {
  const [saving, setSaving] = useState(false);
  const [errors, setErrors] = useState<string[]>([]);
  const send = async (values: Values) => {
    setSaving(true);
    setErrors([]);
    try {
      const saved = await save(values);
      onSaved?.(saved);
    } catch (thrown) {
      const fields = thrown instanceof ApiError ? thrown.fields : {};
      const isShown = ([field]: [string, string]) => field in form.getValues();
      const entries = Object.entries(fields);
      // The server's messages follow the name of their field: "is required".
      form.setErrors(
        Object.fromEntries(entries.filter(isShown).map(([field, message]) => [field, capitalized(message)])),
      );
      const others = entries.filter((entry) => !isShown(entry));
      setErrors(entries.length > 0 ? fieldMessages(Object.fromEntries(others)) : [errorMessage(thrown)]);
    } finally {
      setSaving(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    // The save key works also while the button is disabled.
    if (saving) event.preventDefault();
    else form.onSubmit(send)(event);
  };
  return { saving, submit, errors };
}

/** `undefined` for an empty field: the request leaves it out. */
export function blankToUndefined(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

/** `null` for an empty field: the request clears it. */
export function blankToNull(text: string): string | null {
  return blankToUndefined(text) ?? null;
}
