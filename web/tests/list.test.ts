import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Contact, Me } from "../src/api/records";
import { Cache } from "../src/live/cache";
import { keys } from "../src/live/keys";
import type { List } from "../src/live/list";

const lead = (id: string, version: number, status: Contact["status"]) =>
  ({ id, version, status, createdAt: `2026-01-0${id}` }) as Contact;

/** The new leads, of which two are read, and one change: whether the list is to be read again. */
function setUp(next: string | null) {
  const client = new QueryClient();
  const cache = new Cache(client, {} as Me);
  const key = keys.contacts({ status: "NEW" });
  const part = { rows: [lead("2", 1, "NEW"), lead("1", 1, "NEW")], next, seq: 1 };
  client.setQueryData<List<Contact>>(key, { pages: [part], pageParams: ["start"] });
  const change = (contact: Contact) =>
    cache.place<Contact>(keys.contactLists, contact, () => ({
      fits: ({ status }) => status === "NEW",
      by: "createdAt",
      descending: true,
    }));
  const ids = () =>
    client.getQueryData<List<Contact>>(key)?.pages.flatMap(({ rows }) => rows.map(({ id }) => id));
  return { client, cache, change, ids, isStale: () => client.getQueryState(key)?.isInvalidated };
}

test("a list whose last read row is gone is read again where there are more", () => {
  const { change, ids, isStale } = setUp("more");
  change(lead("2", 2, "CONTACTED"));
  expect([ids(), isStale()]).toEqual([["1"], false]);
  change(lead("1", 2, "CONTACTED"));
  expect([ids(), isStale()]).toEqual([[], true]);
  // The undo: where these stand among those that were never read is not known, and the mark stays.
  change(lead("1", 3, "NEW"));
  change(lead("2", 3, "NEW"));
  expect([ids(), isStale()]).toEqual([[], true]);
});

test("a list that was read to its end runs empty and fills again by itself", () => {
  const { change, ids, isStale } = setUp(null);
  for (const id of ["1", "2"]) change(lead(id, 2, "CONTACTED"));
  expect([ids(), isStale()]).toEqual([[], false]);
  for (const id of ["1", "2"]) change(lead(id, 3, "NEW"));
  expect([ids(), isStale()]).toEqual([["2", "1"], false]);
});

test("rows that are dropped empty a list too, and what other records change leaves the mark", () => {
  const { cache, isStale } = setUp("more");
  cache.drop<Contact>(keys.contactLists, () => true);
  cache.change<Contact>(keys.contactLists, (contact) => ({ ...contact, name: "Another" }));
  expect(isStale()).toBe(true);
});
