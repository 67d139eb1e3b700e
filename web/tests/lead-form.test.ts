import { expect, test } from "vitest";
import { isDuplicateOf, type LeadValues } from "../src/leads/leadValues";

const SEEN: LeadValues = {
  name: "Asha Rao",
  email: "asha@example.com",
  phone: "",
  organisation: "Acme",
  title: "",
  source: "web",
  tags: ["vip", "fair"],
};

test("a duplicate is forgotten when the address or the number changes", () => {
  const duplicate = { contactId: "1", email: SEEN.email, phone: SEEN.phone };
  expect(isDuplicateOf(duplicate, SEEN)).toBe(true);
  expect(isDuplicateOf(duplicate, { ...SEEN, name: "Somebody" })).toBe(true);
  expect(isDuplicateOf(duplicate, { ...SEEN, email: "asha.rao@example.com" })).toBe(false);
  expect(isDuplicateOf(duplicate, { ...SEEN, phone: "+91 98765 43210" })).toBe(false);
});
