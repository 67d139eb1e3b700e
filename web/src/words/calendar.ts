/** Calendar days of a time zone: `2026-11-20`. Independent of the zone of the browser. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  const format = new Intl.DateTimeFormat("en", { ...options, timeZone: zone, hourCycle: "h23" });
  formats.set(zone, format);
  return format;
}

/** The local date and time in a zone: `2026-11-20T09:30`. */
export function wallClock(at: number | string, zone: string): string {
  const parts = formatOf(zone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The day on which an instant falls. */
export function dayOf(at: number | string, zone: string): string {
  return wallClock(at, zone).slice(0, 10);
}

/** The instant of a local date and time; within an hour that a clock change skips, one hour later. */
export function instantOf(wall: string, zone: string): number {
  const asUtc = Date.parse(`${wall.replace(" ", "T").slice(0, 16)}Z`);
  const offset = (at: number) => Date.parse(`${wallClock(at, zone)}Z`) - Math.floor(at / 60_000) * 60_000;
  const guess = asUtc - offset(asUtc);
  return asUtc - offset(guess);
}

/** The first instant of a day. */
export function startOf(day: string, zone: string): number {
  return instantOf(`${day}T00:00`, zone);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}
