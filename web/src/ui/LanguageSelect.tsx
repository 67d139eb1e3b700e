import { NativeSelect } from "@mantine/core";
import { chooseLanguage, LANGUAGES, type Language, language, useWords } from "../words";
import classes from "./LanguageSelect.module.css";

export function LanguageSelect() {
  const t = useWords();
  return (
    <NativeSelect
      size="xs"
      classNames={{ input: classes.select }}
      aria-label={t("account.language")}
      value={language()}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}
    />
  );
}
