import { isRelative, parseDays } from "../../live/days";
import type { DeclaredFilter, DeclaredFilters } from "../../live/filter";
import { NONE, splitValues, unescapeValue } from "../../live/filterValues";
import { t } from "../../words";
import { day } from "../../words/format";

type Name<Filter> = keyof Filter & string;

export interface Option {
  value: string;
  label: string;
}

/** Something that a list can be filtered by: its input in the form and its pill are made from this. */
export interface FilterField<Filter> {
  type: DeclaredFilter["type"];
  name: Name<Filter>;
  label: string;
  /** What its input shows while the list is not filtered by it, if not "Any". */
  placeholder?: string;
  /** Values that have a name. Texts and tags take others, too. */
  options?: readonly Option[];
  maxLength?: number;
  /** Further parameters that belong to it and are removed with its pill. */
  with?: readonly Name<Filter>[];
  /** The text of its pill, where the default of the type does not do. */
  pill?: string;
  /** It has a pill and no input. */
  isHidden?: boolean;
}

/** How a declared filter is shown. */
type Presentation<Declared> = Pick<FilterField<never>, "label" | "placeholder" | "pill" | "isHidden"> &
  (Declared extends { values: readonly (infer Value)[] }
    ? { valueLabel: (value: Value) => string }
    : unknown) &
  (Declared extends { type: "reference" } ? { options: readonly Option[] } : unknown) &
  // What having no value is called.
  (Declared extends { nullable: true } ? { none: string } : unknown);

/** The fields of the filters that a list declares. One without a presentation does not compile. */
export function declaredFields<const Declared extends DeclaredFilters>(
  declared: Declared,
  presentations: { [Name in keyof Declared]: Presentation<Declared[Name]> },
): FilterField<{ [Name in keyof Declared]?: unknown }>[] {
  return Object.entries<DeclaredFilter>(declared).map(([name, { type, values = [], maxLength }]) => {
    const shown = presentations[name] as Presentation<DeclaredFilter> & {
      valueLabel?: (value: string) => string;
      options?: readonly Option[];
      none?: string;
    };
    const { label, placeholder, pill, isHidden, none, valueLabel = String, options = [] } = shown;
    return {
      name: name as Name<Declared>,
      type,
      label,
      placeholder,
      pill,
      isHidden,
      maxLength,
      options: [
        ...(none === undefined ? [] : [{ value: NONE, label: none }]),
        ...values.map((value) => ({ value, label: valueLabel(value) })),
        ...options,
      ],
    };
  });
}

function namesOf<Filter>(field: FilterField<Filter>): readonly Name<Filter>[] {
  return [field.name, ...(field.with ?? [])];
}

/** The text of a field's pill; `undefined` if the list is not filtered by the field. */
export function pillText<Filter>(field: FilterField<Filter>, filter: NoInfer<Filter>): string | undefined {
  if (namesOf(field).every((name) => filter[name] === undefined)) return undefined;
  return field.pill ?? `${field.label}: ${valueText(field, String(filter[field.name]))}`;
}

function valueText<Filter>({ type, options = [] }: FilterField<Filter>, value: string): string {
  if (type === "date") return daysText(value);
  if (type === "flag") return t(`filter.flag.${value}`);
  const labels = splitValues(value).map(
    (part) => optionLabel(options, part) ?? (type === "reference" ? UNKNOWN : unescapeValue(part)),
  );
  return labels.join(", ");
}

/** The name of a record that has not been read yet. */
export const UNKNOWN = "…";

function optionLabel(options: readonly Option[], value: string): string | undefined {
  return options.find((option) => option.value === value)?.label;
}

function daysText(value: string): string {
  if (isRelative(value)) return t(`filter.days.${value}`);
  const { from, to } = parseDays(value) ?? {};
  return dayRange(from, to);
}

/** The filter without some fields. */
export function withoutFields<Filter extends object>(
  filter: NoInfer<Filter>,
  fields: readonly FilterField<Filter>[],
): Filter {
  const removed = Object.fromEntries(fields.flatMap(namesOf).map((name) => [name, undefined]));
  return { ...filter, ...removed };
}

/** Whether a list shows less than everything. Its order does not count. */
export function isFiltered(filter: object): boolean {
  return Object.entries(filter).some(([name, value]) => name !== "sort" && value !== undefined);
}

/** "1 Jan 2026 – 31 Jan 2026", "from 1 Jan 2026", "1 Jan 2026". */
export function dayRange(from: string | undefined, to: string | undefined): string {
  if (from && to) return from === to ? day(from) : `${day(from)} – ${day(to)}`;
  if (from) return t("filter.since", { day: day(from) });
  return to ? t("filter.until", { day: day(to) }) : "";
}
