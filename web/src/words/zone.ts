import type { Company } from "../api/records";
import { keys } from "../live/keys";
import { client } from "../session/client";

/** The company's time zone, in whose days everything is counted and shown; the browser's where no company is known. */
export function zone(): string {
  const company = client.getQueryData<Company>(keys.company);
  return company?.timezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
