import i18next, { type ParseKeys } from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import english from "./en/public";
import type { Texts } from "./texts";

/** A text of the catalogue. */
export type Word = ParseKeys;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Texts };
  }
}

/** The texts of one feature in one language, by group. Several features may add to one group, as each does to `event`. */
export interface Catalogue {
  [key: string]: string | Catalogue;
}

export const LANGUAGES = { en: "English", hi: "हिन्दी" } as const;
export type Language = keyof typeof LANGUAGES;

const CHOSEN = "tandem.language";

function chosen(): Language {
  const kept = localStorage.getItem(CHOSEN) ?? navigator.language.slice(0, 2);
  return kept in LANGUAGES ? (kept as Language) : "en";
}

/** Adds texts: those of the pages behind the sign-in are loaded with these pages. */
export function addTexts(language: Language, catalogues: readonly Catalogue[]): void {
  for (const catalogue of catalogues) i18next.addResourceBundle(language, "translation", catalogue, true);
}

/** Sets the texts up; another language than English is fetched when it is chosen. */
export async function loadWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    lng: "en",
    fallbackLng: "en",
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  });
  addTexts("en", english);
  // Without a connection to load them, English is better than an empty page.
  await speak(chosen()).catch(() => undefined);
}

/** Changes the language. It rejects if the texts cannot be loaded. */
async function speak(language: Language): Promise<void> {
  if (language === "hi" && !i18next.hasResourceBundle("hi", "translation")) {
    const { default: hindi } = await import("./hi");
    addTexts("hi", hindi);
  }
  await i18next.changeLanguage(language);
  localStorage.setItem(CHOSEN, language);
  document.documentElement.lang = language;
}

let reportError: () => void = () => undefined;

/** Sets how the app says that the texts of a language could not be loaded. */
export function onLanguageError(handler: () => void): void {
  reportError = handler;
}

/** Changes the language, or says that its texts could not be loaded. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language).catch(reportError);
}

export function language(): Language {
  return i18next.language as Language;
}

/** The texts for a component, which renders again when the language changes. */
export function useWords() {
  return useTranslation().t;
}

/** The texts outside of components. A key that is made from a code may be unknown: give a default. */
export const t = i18next.t.bind(i18next) as unknown as (
  key: string,
  values?: Record<string, unknown>,
) => string;
