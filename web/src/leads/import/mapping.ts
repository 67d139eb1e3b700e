import type { Import } from "./noun";

/** The fields that a column of a file can be mapped to. */
export const FIELDS = ["name", "email", "phone", "organisation", "title", "source", "tags", "owner"] as const;
export type Field = (typeof FIELDS)[number];

/** Fields that can have one value for all rows. */
export const CONSTANTS = ["source", "tags", "organisation", "title", "owner"] as const;

export const POLICIES = ["skip", "update", "refuse"] as const;

/** Fields that take the first column with a value. The columns of other fields are joined. */
const FIRST_OF: readonly Field[] = ["email", "phone", "owner"];

/** A mapping that is being edited: the columns of each field, in order, and the values that all rows share. */
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

/** Appends the column to those of a field. Without a field, the column is not imported. */
export function withField(draft: Draft, column: string, field: Field | undefined): Draft {
  const fields: Draft["fields"] = {};
  for (const each of FIELDS) {
    const columns = (draft.fields[each] ?? []).filter((name) => name !== column);
    if (each === field) columns.push(column);
    if (columns.length > 0) fields[each] = columns;
  }
  return { ...draft, fields };
}

/** Moves the column up by one among those of its field. */
export function movedUp(draft: Draft, column: string): Draft {
  const field = fieldOf(draft, column);
  if (!field) return draft;
  const columns = [...(draft.fields[field] ?? [])];
  const at = columns.indexOf(column);
  if (at < 1) return draft;
  columns.splice(at - 1, 2, column, columns[at - 1] ?? column);
  return { ...draft, fields: { ...draft.fields, [field]: columns } };
}

/** The body of a request. Empty constants are left out. */
export function mappingBody(draft: Draft) {
  const constants = Object.entries(draft.constants).filter(([, value]) => value.trim() !== "");
  return {
    match: draft.match,
    fields: draft.fields as Record<string, string[]>,
    constants: Object.fromEntries(constants),
  };
}

const keyOf = (id: string) => `tandem.import.${id}`;

/** The draft from before a reload or the back button, or else the mapping of the import. */
export function loadDraft(one: Import): Draft {
  const own: Draft = {
    fields: one.fields as Draft["fields"],
    constants: { ...one.constants },
    match: one.match,
  };
  try {
    const stored = sessionStorage.getItem(keyOf(one.id));
    return stored ? { ...own, ...(JSON.parse(stored) as Draft) } : own;
  } catch {
    return own;
  }
}

export function saveDraft(id: string, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(draft));
  } catch {
    // Without storage, the draft is lost with the page.
  }
}

export function removeDraft(id: string): void {
  try {
    sessionStorage.removeItem(keyOf(id));
  } catch {
    // Without storage there is no draft.
  }
}
