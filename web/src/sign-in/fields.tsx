import { PasswordInput, type PasswordInputProps, TextInput, type TextInputProps } from "@mantine/core";
import { useWords } from "../words";

/** The address that somebody signs in with. */
export function EmailField(props: TextInputProps) {
  const t = useWords();
  return <TextInput label={t("field.email")} type="email" autoComplete="username" required {...props} />;
}

export function NameField(props: TextInputProps) {
  const t = useWords();
  return <TextInput label={t("field.yourName")} autoComplete="name" required {...props} />;
}

/** An existing password. */
export function PasswordField(props: PasswordInputProps) {
  const t = useWords();
  return (
    <PasswordInput
      label={t("field.password")}
      autoComplete="current-password"
      required
      visibilityToggleButtonProps={{ "aria-label": t("field.showPassword") }}
      {...props}
    />
  );
}

/** A new password, with its rules and the browser's password generator. */
export function NewPasswordField(props: PasswordInputProps) {
  const t = useWords();
  return <PasswordField description={t("field.passwordHint")} autoComplete="new-password" {...props} />;
}
