import { addDays } from "../words/calendar";
import type { DashboardFigures } from "./reads";

/** The figures of one day. */
export interface Daily {
  day: string;
  enquiries: number;
  leads: number;
  won: number;
  /** The value of the won deals, in the company's only currency of the range; unknown where there are several. */
  value: number | undefined;
}

/** Every day of the range, also those without any events. */
export function dailyFigures({ range, trend }: Pick<DashboardFigures, "range" | "trend">): Daily[] {
  const known = new Map(trend.map((day) => [day.day, day]));
  const currencies = new Set(trend.flatMap(({ dealsWon }) => Object.keys(dealsWon.value)));
  const [currency = ""] = currencies;
  const days: Daily[] = [];
  for (let day = range.from; day <= range.to; day = addDays(day, 1)) {
    const figures = known.get(day);
    days.push({
      day,
      enquiries: figures?.enquiriesReceived ?? 0,
      leads: figures?.contactsCreated ?? 0,
      won: figures?.dealsWon.count ?? 0,
      value: currencies.size > 1 ? undefined : (figures?.dealsWon.value[currency] ?? 0),
    });
  }
  return days;
}

/** The values in at most `max` sums of equally many days each. The first one may have fewer days. */
export function sums(values: readonly number[], max: number): number[] {
  const size = Math.max(1, Math.ceil(values.length / max));
  const sums: number[] = [];
  for (let end = values.length; end > 0; end -= size) {
    const part = values.slice(Math.max(0, end - size), end);
    sums.unshift(part.reduce((sum, value) => sum + value, 0));
  }
  return sums;
}
