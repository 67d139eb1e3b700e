import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useWords } from "../words";

/** A password to be set: what makes a good one, and the browser's help to make it. */
export function NewPassword(props: PasswordInputProps) {
  const t = useWords();
  return (
    <PasswordInput
      label={t("field.password")}
      description={t("field.passwordHint")}
      autoComplete="new-password"
      required
      visibilityToggleButtonProps={{ "aria-label": t("field.showPassword") }}
      {...props}
    />
  );
}
