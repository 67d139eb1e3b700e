import { dayOf } from "../words/calendar";
import { zone } from "../words/zone";
import type { Contact, Stage } from "./noun";

/**
 * After how many days without a move a lead is shown as stale. A new lead cools within a week; rating sessions take about
 * two; an opportunity has a month, a usual time to decide. The later stages are no steps to be finished.
 */
const STALE_AFTER: Partial<Record<Stage, number>> = { LEAD: 7, MQL: 14, SQL: 14, OPPORTUNITY: 30 };

const DAY = 86_400_000;

/** How many days of the company a lead has been at its stage, and whether that is too long. */
export function stageAge(
  { stage, stageChangedAt }: Pick<Contact, "stage" | "stageChangedAt">,
  today: string,
) {
  const days = Math.max(0, (Date.parse(today) - Date.parse(dayOf(stageChangedAt, zone()))) / DAY);
  return { days, isStale: days >= (STALE_AFTER[stage] ?? Number.POSITIVE_INFINITY) };
}
