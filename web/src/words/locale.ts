import type { Company } from "../company/noun";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { language } from ".";

/** The chosen language with the company's region, for amounts and dates; the browser's region where no company is known. */
export function locale(): string {
  const company = client.getQueryData<Company>(keys.company);
  const { region } = new Intl.Locale(company?.locale ?? navigator.language);
  return region ? `${language()}-${region}` : language();
}
