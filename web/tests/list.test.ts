import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Me } from "../src/employees/noun";
import { type Contact, contactKeys } from "../src/leads/noun";
import { Cache } from "../src/live/cache";
import type { List } from "../src/live/list";

const lead = (id: string, version: number, status: Contact["status"]) =>
  ({ id, version, status, createdAt: `2026-01-0${id}` }) as Contact;

/** A list of new leads of which two have been read; `next`: the cursor of the next page. */
function setUp(next: string | null) {
  const client = new QueryClient();
  const cache = new Cache(client, {} as Me);
  const key = contactKeys.list({ status: "NEW" });
  const page = { rows: [lead("2", 1, "NEW"), lead("1", 1, "NEW")], next };
  client.setQueryData<List<Contact>>(key, { pages: [page], pageParams: ["start"] });
  const place = (contact: Contact) =>
    cache.place<Contact>(contactKeys.lists, contact, () => ({
      matches: ({ status }) => status === "NEW",
      by: "createdAt",
      descending: true,
    }));
  const ids = () =>
    client.getQueryData<List<Contact>>(key)?.pages.flatMap(({ rows }) => rows.map(({ id }) => id));
  return { client, cache, place, ids, isStale: () => client.getQueryState(key)?.isInvalidated };
}

test("a list that loses its last row before its end is marked stale", () => {
  const { place, ids, isStale } = setUp("more");
  place(lead("2", 2, "CONTACTED"));
  expect([ids(), isStale()]).toEqual([["1"], false]);
  place(lead("1", 2, "CONTACTED"));
  expect([ids(), isStale()]).toEqual([[], true]);
  // Undone: their place among the rows that have not been read is unknown, so the list stays stale.
  place(lead("1", 3, "NEW"));
  place(lead("2", 3, "NEW"));
  expect([ids(), isStale()]).toEqual([[], true]);
});

test("a list that was read to its end empties and fills without another read", () => {
  const { place, ids, isStale } = setUp(null);
  for (const id of ["1", "2"]) place(lead(id, 2, "CONTACTED"));
  expect([ids(), isStale()]).toEqual([[], false]);
  for (const id of ["1", "2"]) place(lead(id, 3, "NEW"));
  expect([ids(), isStale()]).toEqual([["2", "1"], false]);
});

test("a list that is emptied by a removal stays stale when other records change", () => {
  const { cache, isStale } = setUp("more");
  cache.remove<Contact>(contactKeys.lists, () => true);
  cache.patch<Contact>(contactKeys.lists, (contact) => ({ ...contact, name: "Another" }));
  expect(isStale()).toBe(true);
});
