import { addDays, dayOf, instantOf } from "../words/calendar";

/** When a follow-up may be due, by one click. */
export const QUICK_DUES = ["tomorrow", "inThreeDays", "nextWeek"] as const;
export type QuickDue = (typeof QUICK_DUES)[number];

/** The wall clock at which a task without a time is due. */
const MORNING = "09:00:00";

/** Nine in the morning of a later day, in the company's time zone and in the format of the date picker. */
export function dueAfter(days: number, now: number, zone: string): string {
  return `${addDays(dayOf(now, zone), days)} ${MORNING}`;
}

/** The instant at which a quick choice is due. Next week starts on its Monday. */
export function quickDue(choice: QuickDue, now: number, zone: string): string {
  const weekday = new Date(`${dayOf(now, zone)}T00:00:00Z`).getUTCDay();
  const days = { tomorrow: 1, inThreeDays: 3, nextWeek: ((7 - weekday) % 7) + 1 };
  return new Date(instantOf(dueAfter(days[choice], now, zone), zone)).toISOString();
}
