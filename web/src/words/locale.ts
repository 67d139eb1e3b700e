import type { Company } from "../company/noun";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { language } from ".";

/** The region of a locale; parsed once, as every amount and date of a list asks for it. */
const regions = new Map<string, string | undefined>();

function regionOf(locale: string): string | undefined {
  if (!regions.has(locale)) regions.set(locale, new Intl.Locale(locale).region);
  return regions.get(locale);
}

/** The chosen language with the company's region, for amounts and dates; the browser's region where no company is known. */
export function locale(): string {
  const company = client.getQueryData<Company>(keys.company);
  const region = regionOf(company?.locale ?? navigator.language);
  return region ? `${language()}-${region}` : language();
}
