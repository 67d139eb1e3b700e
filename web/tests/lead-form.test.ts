import { expect, test } from "vitest";
import { conflictsOf, isDuplicateOf, type LeadValues, rebased } from "../src/leads/leadValues";

const SEEN: LeadValues = {
  name: "Asha Rao",
  email: "asha@example.com",
  phone: "",
  organisation: "Acme",
  title: "",
  source: "web",
  tags: ["vip", "fair"],
};

test("a save after a conflict reverts no change of others but the conflicting one", () => {
  const values = { ...SEEN, name: "Asha R.", title: "Analyst", tags: ["vip", "fair", "own"] };
  const now = { ...SEEN, name: "A. Rao", organisation: "Zenith", source: "fair", tags: ["vip", "new"] };
  expect(conflictsOf(values, SEEN, now)).toEqual(["name"]);
  const form = rebased(values, SEEN, now);
  expect(form).toEqual({ ...now, name: "Asha R.", title: "Analyst", tags: ["vip", "new", "own"] });
  // Saved from there, nothing is a conflict, and only what was changed here differs from what is stored.
  expect(conflictsOf(form, now, now)).toEqual([]);
  const sent = Object.keys(form).filter(
    (field) => form[field as "name"] !== now[field as "name"] && field !== "tags",
  );
  expect(sent).toEqual(["name", "title"]);
});

test("a tag that was removed here stays removed, also if others have changed the tags", () => {
  const now = { ...SEEN, tags: ["vip", "fair", "new"] };
  expect(rebased({ ...SEEN, tags: ["fair"] }, SEEN, now).tags).toEqual(["fair", "new"]);
});

test("a duplicate is forgotten when the address or the number changes", () => {
  const duplicate = { contactId: "1", email: SEEN.email, phone: SEEN.phone };
  expect(isDuplicateOf(duplicate, SEEN)).toBe(true);
  expect(isDuplicateOf(duplicate, { ...SEEN, name: "Somebody" })).toBe(true);
  expect(isDuplicateOf(duplicate, { ...SEEN, email: "asha.rao@example.com" })).toBe(false);
  expect(isDuplicateOf(duplicate, { ...SEEN, phone: "+91 98765 43210" })).toBe(false);
});
