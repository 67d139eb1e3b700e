import { answer, api } from "../api/client";
import { blankToNull, blankToUndefined } from "../ui/form/save";
import type { Contact } from "./noun";

const OPTIONAL = ["email", "phone", "organisation", "title", "source"] as const;
const TEXTS = ["name", ...OPTIONAL] as const;
type TextField = (typeof TEXTS)[number];

/** What the form of a lead has in its inputs. */
export type LeadValues = Record<TextField, string> & { tags: string[] };

export function valuesOf(contact: Contact | undefined): LeadValues {
  const texts = TEXTS.map((field) => [field, contact?.[field] ?? ""]);
  return { ...(Object.fromEntries(texts) as Record<TextField, string>), tags: contact?.tags ?? [] };
}

export function createLead({ name, tags, ...texts }: LeadValues, allowDuplicate: boolean): Promise<Contact> {
  const fields = Object.fromEntries(OPTIONAL.map((field) => [field, blankToUndefined(texts[field])]));
  return answer(api.POST("/api/leads", { body: { name, tags, ...fields, allowDuplicate } }));
}

/** The fields changed here that somebody else has changed meanwhile, too. */
export function conflictsOf(values: LeadValues, seen: LeadValues, now: LeadValues): TextField[] {
  return changedFields(values, seen).filter(
    (field) => now[field] !== seen[field] && now[field] !== values[field],
  );
}

/**
 * The form after somebody else has changed the lead from `seen` to `now`: what was changed here stays, everything else is
 * as it is now. Saved from there, nobody's change is reverted but the conflicting ones, which the form points out.
 */
export function rebased(values: LeadValues, seen: LeadValues, now: LeadValues): LeadValues {
  const changed = changedFields(values, seen).map((field) => [field, values[field]]);
  const { added, removed } = changedTags(values, seen);
  const tags = now.tags.filter((tag) => !removed.includes(tag));
  return {
    ...now,
    ...Object.fromEntries(changed),
    tags: [...tags, ...added.filter((tag) => !tags.includes(tag))],
  };
}

/** The lead that has the address or number of the form already, and the address and number it was found by. */
export interface Duplicate extends Pick<LeadValues, "email" | "phone"> {
  contactId: string;
}

/** Whether the duplicate is still that of the form: another address or number has to be looked up again. */
export function isDuplicateOf(duplicate: Duplicate, { email, phone }: LeadValues): boolean {
  return duplicate.email === email && duplicate.phone === phone;
}

/** Sends only what was changed here. Tags that others have added or removed meanwhile stay added or removed. */
export function updateLead(
  { id, version }: Contact,
  values: LeadValues,
  seen: LeadValues,
  allowDuplicate: boolean,
): Promise<Contact> {
  const texts = changedFields(values, seen).map((field) => [
    field,
    field === "name" ? values.name : blankToNull(values[field]),
  ]);
  const { added, removed } = changedTags(values, seen);
  const body = { ...Object.fromEntries(texts), addTags: added, removeTags: removed, allowDuplicate };
  const params = { path: { id }, header: { "If-Match": `"${Math.floor(version)}"` } };
  return answer(api.PATCH("/api/leads/{id}", { params, body }));
}

function changedFields(values: LeadValues, seen: LeadValues): TextField[] {
  return TEXTS.filter((field) => values[field] !== seen[field]);
}

function changedTags({ tags }: LeadValues, seen: LeadValues) {
  return {
    added: tags.filter((tag) => !seen.tags.includes(tag)),
    removed: seen.tags.filter((tag) => !tags.includes(tag)),
  };
}
