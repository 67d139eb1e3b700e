import i18next, { type ParseKeys } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type inside from "./en.inside.json";
import en from "./en.json";

/** A text of the catalogue. */
export type Word = ParseKeys;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en & typeof inside };
  }
}

export const LANGUAGES = { en: "English", hi: "हिन्दी" } as const;
export type Language = keyof typeof LANGUAGES;

const CHOSEN = "tandem.language";

function chosen(): Language {
  const kept = localStorage.getItem(CHOSEN) ?? navigator.language.slice(0, 2);
  return kept in LANGUAGES ? (kept as Language) : "en";
}

/** Sets the words up; another language than English is fetched when it is chosen. */
export async function loadWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: "en",
    fallbackLng: "en",
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  });
  await speak(chosen());
}

/** The words of the pages behind the sign-in, which are not loaded before it. */
export async function loadInside(): Promise<void> {
  const { default: inside } = await import("./en.inside.json");
  i18next.addResourceBundle("en", "translation", inside, true, true);
}

export async function speak(language: Language): Promise<void> {
  if (language === "hi" && !i18next.hasResourceBundle("hi", "translation")) {
    const { default: hindi } = await import("./hi.json");
    i18next.addResourceBundle("hi", "translation", hindi);
  }
  await i18next.changeLanguage(language);
  localStorage.setItem(CHOSEN, language);
  document.documentElement.lang = language;
}

export function language(): Language {
  return i18next.language as Language;
}

/** The words for a component: it shows them anew in another language. */
export function useWords() {
  return useTranslation().t;
}

/** The words outside of components. A key that is made from a code may be unknown: give a default. */
export const t = i18next.t.bind(i18next) as unknown as (
  key: string,
  values?: Record<string, unknown>,
) => string;
