import type { Company } from "../api/records";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { language } from ".";

/** The chosen language with the company's region, in whose way amounts and dates are written; the browser's where no
 * company is known. */
export function locale(): string {
  const company = client.getQueryData<Company>(keys.company);
  const { region } = new Intl.Locale(company?.locale ?? navigator.language);
  return region ? `${language()}-${region}` : language();
}
