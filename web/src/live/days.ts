import { RELATIVE_DAYS } from "../protocol/filters";

/** Days of the company's time zone, both included; an open end is `undefined`. */
export interface DayRange {
  from?: string;
  to?: string;
}

export type RelativeDays = (typeof RELATIVE_DAYS)[number];

export function isRelative(text: string): text is RelativeDays {
  return RELATIVE_DAYS.some((word) => word === text);
}

/** Parses `2026-01-01..2026-01-31` with open ends, or one day. */
export function parseDays(text: string): DayRange | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})?(\.\.)?(\d{4}-\d{2}-\d{2})?$/.exec(text);
  if (!match) return undefined;
  const [, from, dots, to] = match;
  if (dots) return from || to ? { from, to } : undefined;
  return from && !to ? { from, to: from } : undefined;
}

/** What `parseDays` reads; `undefined` for all days. */
export function formatDays({ from, to }: DayRange): string | undefined {
  if (!from && !to) return undefined;
  return from === to ? from : `${from ?? ""}..${to ?? ""}`;
}
