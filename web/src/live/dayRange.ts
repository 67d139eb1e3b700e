import { addDays } from "../words/calendar";
import { type DayRange, isRelative, parseDays, type RelativeDays } from "./days";

/** Parses days, or a relative word such as `last-30-days`. */
export function parseDayRange(text: string, today: string): DayRange | undefined {
  return isRelative(text) ? relativeRange(text, today) : parseDays(text);
}

function relativeRange(word: RelativeDays, today: string): DayRange {
  const monday = addDays(today, -((new Date(today).getUTCDay() + 6) % 7));
  const monthStart = `${today.slice(0, 7)}-01`;
  const year = today.slice(0, 4);
  switch (word) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "this-week":
      return { from: monday, to: addDays(monday, 6) };
    case "last-week":
      return { from: addDays(monday, -7), to: addDays(monday, -1) };
    case "this-month":
      return { from: monthStart, to: addDays(`${addDays(monthStart, 31).slice(0, 7)}-01`, -1) };
    case "last-month":
      return { from: `${addDays(monthStart, -1).slice(0, 7)}-01`, to: addDays(monthStart, -1) };
    case "this-year":
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    case "last-7-days":
      return { from: addDays(today, -6), to: today };
    case "last-30-days":
      return { from: addDays(today, -29), to: today };
    case "last-90-days":
      return { from: addDays(today, -89), to: today };
  }
}
