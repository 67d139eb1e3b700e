import type { Company } from "../company/noun";
import { keys } from "../live/keys";
import { client } from "../session/client";

/** The company's time zone; the browser's where no company is known. */
export function zone(): string {
  const company = client.getQueryData<Company>(keys.company);
  return company?.timezone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
