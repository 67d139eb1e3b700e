import { locale } from "./locale";
import { zone } from "./zone";

/** Minor units a currency has to its unit: 100 paise to a rupee, 1 yen to a yen. */
export function minor(currency: string): number {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits;
  return 10 ** (digits ?? 2);
}

/** An amount of minor units in the currency's own way, without needless zeros. */
export function money(value: number, currency: string, compact = false): string {
  const whole = value % minor(currency) === 0;
  return new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    notation: compact ? "compact" : "standard",
    ...(compact ? { maximumFractionDigits: 1 } : whole ? { maximumFractionDigits: 0 } : {}),
  }).format(value / minor(currency));
}

/** Several currencies beside each other, the largest amount first. */
export function worth(values: Record<string, number>, compact = true): string {
  const amounts = Object.entries(values).sort(([, a], [, b]) => b - a);
  return amounts.map(([currency, value]) => money(value, currency, compact)).join(" + ");
}

export function count(n: number): string {
  return new Intl.NumberFormat(locale()).format(n);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** A day as it stands in the calendar, `2026-11-20`, or the company's day on which an instant falls. */
export function day(time: string): string {
  const timeZone = /^\d{4}-\d{2}-\d{2}$/.test(time) ? "UTC" : zone();
  const format = new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone,
  });
  return format.format(new Date(time));
}

/** An instant as the company's clocks show it. */
export function moment(time: string): string {
  const options = { dateStyle: "medium", timeStyle: "short", timeZone: zone() } as const;
  return new Intl.DateTimeFormat(locale(), options).format(new Date(time));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 minutes ago", "in 2 days". */
export function ago(time: string, now: number): string {
  const seconds = Math.round((Date.parse(time) - now) / 1_000);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style: "short" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, "second");
}

/** How long something waits: "4:05", "2h 10m", "3d". */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000));
  const [minutes, hours, days] = [60, 3_600, 86_400].map((length) => Math.floor(seconds / length)) as [
    number,
    number,
    number,
  ];
  const unit = (n: number, unit: "day" | "hour" | "minute") =>
    new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "narrow" }).format(n);
  if (days >= 2) return unit(days, "day");
  if (hours >= 1) return `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A size in bytes, in the unit that people know files by. */
export function bytes(size: number): string {
  const [unit, length] =
    size >= 1_048_576 ? (["megabyte", 1_048_576] as const) : (["kilobyte", 1_024] as const);
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(
    size / length,
  );
}
