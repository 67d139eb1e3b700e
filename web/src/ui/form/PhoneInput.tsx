import { TextInput, type TextInputProps } from "@mantine/core";
import { useWords } from "../../words";

/** A phone number. The server reads it by the country of the company. */
export function PhoneInput(props: TextInputProps) {
  const t = useWords();
  return <TextInput label={t("field.phone")} type="tel" {...props} />;
}
