import { Button, type ButtonProps, Stack, type StackProps, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { createContext, type KeyboardEvent, useContext } from "react";
import { useSave } from "./save";

interface Props<Values, Saved> extends StackProps {
  form: UseFormReturnType<Values>;
  save: (values: Values) => Promise<Saved>;
  onSaved?: (saved: Saved) => void;
}

const Saving = createContext(false);

/** A form: the server's errors are shown beside their fields or above all of them, and Ctrl+Enter or ⌘+Enter submits it. */
export function Form<Values extends Record<string, unknown>, Saved>({
  form,
  save,
  onSaved,
  children,
  ...stack
}: Props<Values, Saved>) {
  const { saving, submit, errors } = useSave(form, save, onSaved);
  return (
    <form onSubmit={submit} onKeyDownCapture={submitOnSaveKey}>
      <Stack {...stack}>
        <FormErrors errors={errors} />
        <Saving value={saving}>{children}</Saving>
      </Stack>
    </form>
  );
}

function submitOnSaveKey(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}

function FormErrors({ errors }: { errors: string[] }) {
  if (errors.length === 0) return null;
  return (
    <Stack gap={2} role="alert">
      {errors.map((error) => (
        <Text key={error} size="sm" c="var(--mantine-color-error)">
          {error}
        </Text>
      ))}
    </Stack>
  );
}

/** The button that submits the form around it. */
export function SubmitButton(props: ButtonProps & { children: string }) {
  return <Button type="submit" loading={useContext(Saving)} {...props} />;
}
