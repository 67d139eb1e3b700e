import { NativeSelect } from "@mantine/core";
import { LANGUAGES, type Language, language, speak, useWords } from "../words";

export function LanguageChoice() {
  const t = useWords();
  return (
    <NativeSelect
      size="xs"
      aria-label={t("account.language")}
      value={language()}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      onChange={(event) => void speak(event.currentTarget.value as Language)}
    />
  );
}
