import type { Import } from "../../api/records";

/** What a column of a file can be. */
export const FIELDS = ["name", "email", "phone", "organisation", "title", "source", "tags", "owner"] as const;
export type Field = (typeof FIELDS)[number];

/** Fields that may be the same for every row. */
export const CONSTANTS = ["source", "tags", "organisation", "title", "owner"] as const;

export const POLICIES = ["skip", "update", "refuse"] as const;

/** Fields of which the first column with a value counts; the columns of others are joined. */
const FIRST_OF: readonly Field[] = ["email", "phone", "owner"];

/** A mapping as somebody is making it: the columns of each field in their order, and what all rows have alike. */
export interface Draft {
  fields: Partial<Record<Field, string[]>>;
  constants: Record<string, string>;
  match: Import["match"];
}

export function isFirstOf(field: Field): boolean {
  return FIRST_OF.includes(field);
}

export function fieldOf(draft: Draft, column: string): Field | undefined {
  return FIELDS.find((field) => draft.fields[field]?.includes(column));
}

/** The column as this field, behind those that it has already; without a field it is not imported. */
export function withField(draft: Draft, column: string, field: Field | undefined): Draft {
  const fields: Draft["fields"] = {};
  for (const each of FIELDS) {
    const columns = (draft.fields[each] ?? []).filter((name) => name !== column);
    if (each === field) columns.push(column);
    if (columns.length > 0) fields[each] = columns;
  }
  return { ...draft, fields };
}

/** The column one place earlier among those of its field. */
export function movedUp(draft: Draft, column: string): Draft {
  const field = fieldOf(draft, column);
  if (!field) return draft;
  const columns = [...(draft.fields[field] ?? [])];
  const at = columns.indexOf(column);
  if (at < 1) return draft;
  columns.splice(at - 1, 2, column, columns[at - 1] ?? column);
  return { ...draft, fields: { ...draft.fields, [field]: columns } };
}

/** What the server is asked with: constants that are empty are none. */
export function asked(draft: Draft) {
  const constants = Object.entries(draft.constants).filter(([, value]) => value.trim() !== "");
  return {
    match: draft.match,
    fields: draft.fields as Record<string, string[]>,
    constants: Object.fromEntries(constants),
  };
}

const keyOf = (id: string) => `tandem.import.${id}`;

/** The draft that was left behind, by a reload or the back button, or the import's own mapping. */
export function loadDraft(one: Import): Draft {
  const own: Draft = {
    fields: one.fields as Draft["fields"],
    constants: { ...one.constants },
    match: one.match,
  };
  try {
    const kept = sessionStorage.getItem(keyOf(one.id));
    return kept ? { ...own, ...(JSON.parse(kept) as Draft) } : own;
  } catch {
    return own;
  }
}

export function keepDraft(id: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing loses the draft with the page.
  }
}

export function forgetDraft(id: string): void {
  try {
    sessionStorage.removeItem(keyOf(id));
  } catch {
    // Nothing was kept.
  }
}
