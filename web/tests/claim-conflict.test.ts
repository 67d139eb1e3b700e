import { expect, test } from "vitest";
import { isOver } from "../src/enquiries/claim";
import type { Enquiry } from "../src/enquiries/noun";

const ravi = { id: "ravi", name: "Ravi" };
const conflict = { by: ravi, version: 3 };
const enquiry = (version: number, claimedBy: Enquiry["claimedBy"]) =>
  ({ id: "e", version, status: claimedBy ? "claimed" : "unclaimed", claimedBy }) as Enquiry;

test("a conflict shows until the event of the other claim comes, and while they have the enquiry", () => {
  // Rolled back: the version is between two of the server's.
  expect(isOver(conflict, enquiry(3.75, null))).toBe(false);
  expect(isOver(conflict, enquiry(4, ravi))).toBe(false);
  expect(isOver(conflict, enquiry(5, ravi))).toBe(false);
});

test("a conflict is over once the enquiry is released, or somebody else has it", () => {
  expect(isOver(conflict, enquiry(5, null))).toBe(true);
  expect(isOver(conflict, enquiry(5, { id: "maya", name: "Maya" }))).toBe(true);
});
