import type { UseFormReturnType } from "@mantine/form";
import { type FormEvent, useState } from "react";
import { Refusal } from "../api/refusal";
import { complain } from "./notify";

/** Sends a form: each wrong field gets the server's word beside it, everything else is said aloud. */
export function useSave<Values extends Record<string, unknown>, Saved>(
  form: UseFormReturnType<Values>,
  save: (values: Values) => Promise<Saved>,
  then?: (saved: Saved) => void,
) {
  const [saving, setSaving] = useState(false);
  const send = async (values: Values) => {
    setSaving(true);
    try {
      const saved = await save(values);
      then?.(saved);
    } catch (thrown) {
      const fields = thrown instanceof Refusal ? thrown.fields : {};
      form.setErrors(fields);
      const shown = Object.keys(fields).some((field) => field in form.getValues());
      if (!shown) complain(thrown);
    } finally {
      setSaving(false);
    }
  };
  return { saving, submit: (event: FormEvent<HTMLFormElement>) => form.onSubmit(send)(event) };
}

/** An empty field is one that is not given. */
export function given(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

/** An empty field empties what was there. */
export function orNull(text: string): string | null {
  return given(text) ?? null;
}
