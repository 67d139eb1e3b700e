import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Me } from "../src/employees/noun";
import { isOver } from "../src/enquiries/claim";
import { type Enquiry, enquiriesQuery, placeEnquiry } from "../src/enquiries/noun";
import { Cache } from "../src/live/cache";
import { rows } from "../src/live/list";

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

test("a claim that is rolled back does not undo the claim of another", () => {
  const client = new QueryClient();
  const cache = new Cache(client, { id: "maya", permissions: ["enquiries.work"] } as unknown as Me);
  const queue = enquiriesQuery({ status: "unclaimed" }).queryKey;
  client.setQueryData(queue, { pages: [{ rows: [enquiry(3, null)], next: null }], pageParams: ["start"] });
  placeEnquiry(cache, enquiry(4, ravi));
  placeEnquiry(cache, enquiry(3.75, null));
  expect(rows(client.getQueryData(queue))).toEqual([]);
});
