import { Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { type FormEvent, type ReactNode, useState } from "react";
import { fieldReasons, Refusal, reason } from "../api/refusal";

/**
 * Sends a form. Each wrong field gets the server's word beside it; whatever else was wrong is `problem`, for the head of
 * the form, by the name of the field.
 */
export function useSave<Values extends Record<string, unknown>, Saved>(
  form: UseFormReturnType<Values>,
  save: (values: Values) => Promise<Saved>,
  then?: (saved: Saved) => void,
) {
  const [saving, setSaving] = useState(false);
  const [reasons, setReasons] = useState<string[]>([]);
  const send = async (values: Values) => {
    setSaving(true);
    setReasons([]);
    try {
      const saved = await save(values);
      then?.(saved);
    } catch (thrown) {
      const fields = thrown instanceof Refusal ? thrown.fields : {};
      const isShown = ([field]: [string, string]) => field in form.getValues();
      const entries = Object.entries(fields);
      form.setErrors(
        Object.fromEntries(entries.filter(isShown).map(([field, why]) => [field, capital(why)])),
      );
      const others = entries.filter((entry) => !isShown(entry));
      setReasons(entries.length > 0 ? fieldReasons(Object.fromEntries(others)) : [reason(thrown)]);
    } finally {
      setSaving(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => form.onSubmit(send)(event);
  return { saving, submit, problem: <FormProblem reasons={reasons} /> };
}

/** The server's messages go on after the name of their field: "is required". */
function capital(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** What is wrong with a form and belongs to none of its fields. */
function FormProblem({ reasons }: { reasons: string[] }): ReactNode {
  if (reasons.length === 0) return null;
  return (
    <Stack gap={2} role="alert">
      {reasons.map((one) => (
        <Text key={one} size="sm" c="var(--mantine-color-error)">
          {one}
        </Text>
      ))}
    </Stack>
  );
}

/** An empty field is one that is not given. */
export function given(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

/** An empty field empties what was there. */
export function orNull(text: string): string | null {
  return given(text) ?? null;
}
