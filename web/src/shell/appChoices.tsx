import { useMantineColorScheme } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import type { Choice } from "../ui/keyboard/registry";
import { chooseLanguage, LANGUAGES, type Language, useWords } from "../words";
import { SCHEMES } from "./AccountMenu";

const ICON_SIZE = 16;

export function useSchemeChoices(): Choice[] {
  const t = useWords();
  const { setColorScheme } = useMantineColorScheme();
  return SCHEMES.map(({ value, icon: Icon }) => ({
    id: value,
    label: t(`account.${value}`),
    icon: <Icon size={ICON_SIZE} aria-hidden />,
    run: () => setColorScheme(value),
  }));
}

export function languageChoices(): Choice[] {
  return Object.entries(LANGUAGES).map(([id, label]) => ({
    id,
    label,
    icon: <IconLanguage size={ICON_SIZE} aria-hidden />,
    run: () => void chooseLanguage(id as Language),
  }));
}
