import { dayOf } from "../words/calendar";
import { zone } from "../words/zone";
import { parseDayRange } from "./dayRange";
import type { DayRange } from "./days";
import { NONE, splitValues, unescapeValue } from "./filterValues";

/** How the server declares a filter of a list (`x-filter` in the OpenAPI document). */
export interface DeclaredFilter {
  type: "choice" | "reference" | "tag" | "date" | "flag" | "text" | "ids";
  /** Where the value is in a row: `status`, `owner.id`. */
  field: string;
  /** `none` asks for rows without a value. */
  nullable?: boolean;
  /** What a choice is between. */
  values?: readonly string[];
  maxLength?: number;
}

/** The filters of a list by their parameter. */
export type DeclaredFilters = Readonly<Record<string, DeclaredFilter>>;

/** Whether a row has everything that the declared parameters of a filter ask for. Other parameters are not looked at. */
export function matchesFilter(
  row: object,
  filter: object,
  declared: DeclaredFilters,
  now = Date.now(),
): boolean {
  return Object.entries(filter).every(([name, asked]) => {
    const field = declared[name];
    if (!field || asked === undefined || asked === null || asked === "") return true;
    return matchesField(valueAt(row, field.field), String(asked), field, now);
  });
}

function matchesField(
  value: unknown,
  asked: string,
  { type, nullable }: DeclaredFilter,
  now: number,
): boolean {
  switch (type) {
    case "flag":
      return Boolean(value) === (asked === "true");
    case "date":
      return isInRange(value, asked, now);
    case "tag":
      return matchesAny((value as string[] | null) ?? [], asked, nullable);
    default:
      return matchesAny(value === undefined || value === null ? [] : [String(value)], asked, nullable);
  }
}

function matchesAny(values: readonly string[], asked: string, nullable = false): boolean {
  return splitValues(asked).some((part) =>
    nullable && part === NONE ? values.length === 0 : values.includes(unescapeValue(part)),
  );
}

function valueAt(row: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], row);
}

function isInRange(value: unknown, asked: string, now: number): boolean {
  const range = parseDayRange(asked, dayOf(now, zone()));
  if (!range || typeof value !== "string") return false;
  return isBetween(value, range);
}

/** Whether a day, or an instant in the company's time zone, is within the range. */
function isBetween(value: string, { from, to }: DayRange): boolean {
  const day = value.length === 10 ? value : dayOf(value, zone());
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}
