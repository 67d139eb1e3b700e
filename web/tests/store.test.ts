import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../src/employees/noun";
import { type Contact, contactKeys, placeContact } from "../src/leads/noun";
import { useOptimisticChange } from "../src/live/change";
import { keys, PERSISTED } from "../src/live/keys";
import { onChangesSettled } from "../src/live/pending";
import { restore, save } from "../src/live/store";
import { client as appClient } from "../src/session/client";
import { undoable } from "../src/ui/notify";

interface Snapshot {
  state: { queries: { queryKey: unknown; state: { data: unknown } }[] };
}

/** The snapshot in the browser's database. */
const database = vi.hoisted(() => ({ last: undefined as Snapshot | undefined }));
vi.mock("dexie", () => ({
  Dexie: class {
    snapshots = {
      get: async () => database.last,
      put: async (snapshot: Snapshot) => {
        database.last = structuredClone(snapshot);
      },
      clear: async () => undefined,
    };
    version = () => ({ stores: () => undefined });
  },
}));

const me = { id: "me", permissions: ["leads.manage"] } as unknown as Me;
const lead = { id: "1", version: 1, status: "NEW" } as Contact;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-11-20T10:00:00Z");
  database.last = undefined;
  appClient.setQueryData(keys.me, me);
  appClient.setQueryData(keys.company, { timezone: "UTC" });
});
afterEach(() => {
  appClient.clear();
  vi.useRealTimers();
});

/** Caches a query as a page that has read it does. */
function cache(client: QueryClient, queryKey: readonly unknown[], data: unknown): void {
  client.getQueryCache().build(client, { queryKey, meta: PERSISTED }).setData(data);
}

const saveNow = () => save(appClient, { me, seq: 1, day: new Date().toISOString().slice(0, 10) });

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<Value>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}

/** The hook's function, as a component gets it. */
function changeLead() {
  let change: ReturnType<typeof useOptimisticChange<Contact>> | undefined;
  function Probe() {
    change = useOptimisticChange<Contact>(placeContact);
    return null;
  }
  renderToString(createElement(QueryClientProvider, { client: appClient }, createElement(Probe)));
  if (!change) throw new Error("not rendered");
  return change;
}

test("no snapshot has a change before the server confirms it, and one is due once it does", async () => {
  cache(appClient, contactKeys.one("1"), lead);
  const settled = vi.fn();
  const stop = onChangesSettled(settled);
  const change = changeLead();
  const sent = [deferred<Contact>(), deferred<Contact>()] as const;
  const done = sent.map(({ promise }) =>
    change({ before: lead, guess: { status: "CONTACTED" }, send: () => promise }).catch(() => undefined),
  );
  await saveNow();
  sent[0].reject(new Error("refused"));
  await done[0];
  await saveNow();
  expect([database.last, settled.mock.calls.length]).toEqual([undefined, 0]);
  sent[1].resolve({ ...lead, version: 2, status: "CONTACTED" });
  await done[1];
  expect(settled).toHaveBeenCalledTimes(1);
  await saveNow();
  expect(database.last?.state.queries[0]?.state.data).toMatchObject({ version: 2, status: "CONTACTED" });
  stop();
});

test("no snapshot has an action that can be undone, until its request is answered", async () => {
  const answer = deferred<void>();
  undoable(
    "Deleted",
    () => answer.promise,
    () => undefined,
  );
  await saveNow();
  await vi.advanceTimersByTimeAsync(10_000);
  await saveNow();
  expect(database.last).toBeUndefined();
  answer.resolve();
  await vi.advanceTimersByTimeAsync(0);
  await saveNow();
  expect(database.last).toBeDefined();
});

test("rows of days relative to today are not restored on another day", async () => {
  const keysOfLists = [{ createdAt: "today" }, { createdAt: "2026-11-20" }].map(contactKeys.list);
  for (const key of keysOfLists) cache(appClient, key, {});
  await saveNow();
  const restored = async () => {
    const client = new QueryClient();
    await restore(client);
    return keysOfLists.map((key) => client.getQueryData(key) !== undefined);
  };
  expect(await restored()).toEqual([true, true]);
  vi.setSystemTime("2026-11-21T08:00:00Z");
  expect(await restored()).toEqual([false, true]);
});

test("rows of an earlier day are not saved while they are read again", async () => {
  for (const createdAt of ["today", "2026-11-20"]) cache(appClient, contactKeys.list({ createdAt }), {});
  await appClient.invalidateQueries();
  await saveNow();
  expect(database.last?.state.queries.map(({ queryKey }) => queryKey)).toEqual([
    contactKeys.list({ createdAt: "2026-11-20" }),
  ]);
});
