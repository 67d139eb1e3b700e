import { locale } from "./locale";
import { zone } from "./zone";

/** Makes a formatter once: to make one takes a hundred times as long as to use it, and lists use many. */
function cached<Options extends object, Format>(
  Formatter: new (locale: string, options: Options) => Format,
): (options: Options, locale?: string) => Format {
  const made = new Map<string, Format>();
  return (options, language = locale()) => {
    const key = `${language} ${JSON.stringify(options)}`;
    const format = made.get(key) ?? new Formatter(language, options);
    made.set(key, format);
    return format;
  };
}

const numbers = cached<Intl.NumberFormatOptions, Intl.NumberFormat>(Intl.NumberFormat);
const dates = cached<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>(Intl.DateTimeFormat);
const relativeTimes = cached<Intl.RelativeTimeFormatOptions, Intl.RelativeTimeFormat>(
  Intl.RelativeTimeFormat,
);

/** Minor units a currency has to its unit: 100 paise to a rupee, 1 yen to a yen. */
export function minor(currency: string): number {
  const digits = numbers({ style: "currency", currency }, "en").resolvedOptions().maximumFractionDigits;
  return 10 ** (digits ?? 2);
}

/** An amount of minor units, without decimals when it is whole. */
export function money(value: number, currency: string, compact = false): string {
  const whole = value % minor(currency) === 0;
  return numbers({
    style: "currency",
    currency,
    notation: compact ? "compact" : "standard",
    ...(compact ? { maximumFractionDigits: 1 } : whole ? { maximumFractionDigits: 0 } : {}),
  }).format(value / minor(currency));
}

/** The amounts of several currencies, the largest first: "₹42.2L + $1.2K". */
export function worth(values: Record<string, number>): string {
  const amounts = Object.entries(values).sort(([, a], [, b]) => b - a);
  return amounts.map(([currency, value]) => money(value, currency, true)).join(" + ");
}

export function count(n: number): string {
  return numbers({}).format(n);
}

/** How a number input writes numbers: "12,34,567.5" in India, "1,234,567.5" in most of the world. */
export function numberStyle() {
  const parts = numbers({}).formatToParts(1_234_567.5);
  const part = (type: Intl.NumberFormatPartTypes) => parts.find((part) => part.type === type)?.value;
  const [first] = parts;
  return {
    thousandSeparator: part("group") ?? "",
    decimalSeparator: part("decimal") ?? ".",
    thousandsGroupStyle: first?.value.length === 2 ? ("lakh" as const) : ("thousand" as const),
  };
}

export function percent(share: number): string {
  return numbers({ style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** A calendar day, `2026-11-20`, or the day of an instant in the company's time zone. */
export function day(time: string): string {
  const timeZone = /^\d{4}-\d{2}-\d{2}$/.test(time) ? "UTC" : zone();
  return dates({ day: "numeric", month: "short", year: "numeric", timeZone }).format(new Date(time));
}

/** A calendar day without its year, where there is little room. */
export function shortDay(day: string): string {
  return dates({ day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
}

/** A number of days: "12 days". */
export function days(n: number): string {
  return numbers({ style: "unit", unit: "day", unitDisplay: "long" }).format(n);
}

/** How many days something has lasted, where there is little room: "today", "12d". */
export function shortDays(n: number): string {
  if (n === 0) return relativeTimes({ numeric: "auto" }).format(0, "day");
  return numbers({ style: "unit", unit: "day", unitDisplay: "narrow" }).format(n);
}

/** An instant in the company's time zone. */
export function moment(time: string): string {
  return dates({ dateStyle: "medium", timeStyle: "short", timeZone: zone() }).format(new Date(time));
}

/** Units in seconds, and from which number on the next one is used: 60 minutes are an hour. */
const UNITS: [Intl.RelativeTimeFormatUnit, length: number, limit: number][] = [
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", 86_400, 7],
  ["week", 604_800, 5],
  ["month", 2_592_000, 12],
  ["year", 31_536_000, Number.POSITIVE_INFINITY],
];

/** "3 minutes ago", "in 2 days", to the nearest unit. Less than a minute is "now". */
export function ago(time: string, now: number): string {
  const seconds = Math.round((Date.parse(time) - now) / 1_000);
  const format = relativeTimes({ numeric: "auto", style: "short" });
  if (Math.abs(seconds) < 60) return format.format(0, "second");
  for (const [unit, length, limit] of UNITS) {
    const n = Math.round(Math.abs(seconds) / length);
    if (n < limit) return format.format(Math.sign(seconds) * n, unit);
  }
  return "";
}

/** How long something has been waiting: "4:05", "2h 10m", "3 days". */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000));
  const [minutes, hours, days] = [60, 3_600, 86_400].map((length) => Math.floor(seconds / length)) as [
    number,
    number,
    number,
  ];
  const unit = (n: number, unit: "day" | "hour" | "minute", unitDisplay: "long" | "narrow") =>
    numbers({ style: "unit", unit, unitDisplay }).format(n);
  if (days >= 2) return unit(days, "day", "long");
  if (hours >= 1) return `${unit(hours, "hour", "narrow")} ${unit(minutes % 60, "minute", "narrow")}`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A file size in kilobytes or megabytes. */
export function bytes(size: number): string {
  const [unit, length] =
    size >= 1_048_576 ? (["megabyte", 1_048_576] as const) : (["kilobyte", 1_024] as const);
  return numbers({ style: "unit", unit, maximumFractionDigits: 1 }).format(size / length);
}
