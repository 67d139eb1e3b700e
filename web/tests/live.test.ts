import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { read } from "../src/api/client";
import { colleaguesQuery, type Me } from "../src/employees/noun";
import { type Enquiry, enquiryKeys } from "../src/enquiries/noun";
import { inviteKeys } from "../src/invites/noun";
import { contactKeys } from "../src/leads/noun";
import { keys } from "../src/live/keys";
import type { List } from "../src/live/list";
import { Live } from "../src/live/socket";
import { client as appClient } from "../src/session/client";

/** The socket of the test: what the app listens to, and what it sends. */
const socket = vi.hoisted(() => {
  const listeners = new Map<string, (message: unknown) => void>();
  let onAny: (name: string, message: unknown) => void = () => undefined;
  const sent: [name: string, body: unknown][] = [];
  return {
    sent,
    receive(name: string, message: unknown) {
      onAny(name, message);
      listeners.get(name)?.(message);
    },
    on: (name: string, listener: (message: unknown) => void) => listeners.set(name, listener),
    onAny: (listener: typeof onAny) => {
      onAny = listener;
    },
    hasListeners: (name: string) => listeners.has(name),
    emit: (name: string, body: unknown) => sent.push([name, body]),
    removeAllListeners: () => listeners.clear(),
    disconnect: () => undefined,
  };
});
vi.mock("socket.io-client", () => ({ io: () => socket }));
vi.mock("../src/live/store", () => ({ save: async () => undefined }));

const me = { id: "me", permissions: ["enquiries.work"] } as unknown as Me;
const handlers = { onExpired: () => undefined, onIdentityChanged: () => undefined };

let client: QueryClient;
let live: Live;
/** The number of the server's last event. */
let seq: number;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  live = new Live(client, me, 0, handlers);
  seq = 0;
  socket.sent.length = 0;
});
afterEach(() => {
  live.close();
  client.clear();
  vi.useRealTimers();
});

/** Shows a query whose server answers its state at the beginning of each read; returns how often it was read. */
function show(queryKey: readonly unknown[], answer: () => unknown, delay: number): () => number {
  let reads = 0;
  const queryFn = async () => {
    reads += 1;
    const headers = { "x-event-seq": String(seq) };
    const reply = { data: { value: answer() }, response: new Response(null, { headers }) };
    await new Promise((resolve) => setTimeout(resolve, delay));
    return (await read(Promise.resolve(reply))).body.value;
  };
  new QueryObserver(client, { queryKey, queryFn }).subscribe(() => undefined);
  return () => reads;
}

function happen(kind: string, data: object): void {
  seq += 1;
  socket.receive(kind, { seq, kind, at: new Date().toISOString(), data });
}

test("queries that an event marks stale are read once more, also while an older read answers", async () => {
  const colleagues = show(colleaguesQuery.queryKey, () => seq, 20);
  const invites = show(inviteKeys.all, () => seq, 20);
  show(["slow"], () => seq, 500);
  await vi.advanceTimersByTimeAsync(100);
  happen("employee:updated", { id: "other", version: 2, name: "Asha" });
  await vi.advanceTimersByTimeAsync(3_000);
  expect([colleagues(), invites()]).toEqual([2, 2]);
  expect(client.getQueryData(colleaguesQuery.queryKey)).toBe(1);
});

test("a query that an event marks stale during its first read is read again", async () => {
  const reads = show(colleaguesQuery.queryKey, () => seq, 100);
  await vi.advanceTimersByTimeAsync(20);
  happen("employee:updated", { id: "other", version: 2, name: "Asha" });
  await vi.advanceTimersByTimeAsync(3_000);
  expect([reads(), client.getQueryData(colleaguesQuery.queryKey)]).toEqual([2, 1]);
});

test("an event that comes during a read is applied to its answer", async () => {
  const enquiry = { id: "1", version: 1, status: "unclaimed", createdAt: "2026-01-01" } as Enquiry;
  const key = enquiryKeys.list({});
  const list = (row: Enquiry) => ({ pages: [{ rows: [row], next: null }], pageParams: ["start"] });
  const reads = show(key, () => list(enquiry), 100);
  await vi.advanceTimersByTimeAsync(20);
  happen("enquiry:claimed", { ...enquiry, version: 2, status: "claimed" });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(client.getQueryData<List<Enquiry>>(key)?.pages[0]?.rows[0]?.status).toBe("claimed");
  expect(reads()).toBe(1);
});

test("an event that cannot be applied does not hold up those after it, and everything is read again", async () => {
  const enquiry = { id: "1", version: 1, status: "unclaimed" } as Enquiry;
  client.setQueryData(enquiryKeys.one("1"), enquiry);
  const reads = show(["shown"], () => seq, 10);
  await vi.advanceTimersByTimeAsync(50);
  socket.receive("enquiry:created", { seq: 1, kind: "enquiry:created", at: "", data: null });
  seq = 1;
  happen("enquiry:claimed", { ...enquiry, version: 2, status: "claimed" });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(client.getQueryData<Enquiry>(enquiryKeys.one("1"))?.status).toBe("claimed");
  expect([reads(), client.getQueryData(["shown"])]).toEqual([2, 2]);
});

test("a list of days relative to today is read again on another day", async () => {
  // 23:50 in the company's time zone.
  appClient.setQueryDefaults(keys.company, { gcTime: Number.POSITIVE_INFINITY });
  appClient.setQueryData(keys.company, { timezone: "Asia/Kolkata" });
  vi.setSystemTime("2026-11-20T18:20:00Z");
  live.close();
  live = new Live(client, me, 0, handlers);
  const relative = show(contactKeys.list({ createdAt: "last-7-days" }), () => seq, 10);
  const absolute = show(contactKeys.list({ createdAt: "2026-11-20" }), () => seq, 10);
  client.setQueryData(contactKeys.list({ updatedAt: "today" }), {});
  await vi.advanceTimersByTimeAsync(9 * 60_000);
  expect([relative(), absolute()]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(2 * 60_000);
  expect([relative(), absolute()]).toEqual([2, 1]);
  expect(client.getQueryState(contactKeys.list({ updatedAt: "today" }))).toBeUndefined();
  await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  expect([relative(), absolute()]).toEqual([3, 1]);
  appClient.clear();
});

test("a record is watched by its noun's command, and again after a reconnect", () => {
  const contact = live.watch("contact", "1");
  live.watch("enquiry", "2");
  live.watch("deal", "3");
  contact();
  socket.receive("presence:list", { online: [], watching: [] });
  expect(socket.sent).toEqual([
    ["lead:watch", { id: "1" }],
    ["enquiry:watch", { id: "2" }],
    ["lead:unwatch", { id: "1" }],
    ["enquiry:watch", { id: "2" }],
  ]);
});

test("a message that is not an event is kept under its name", () => {
  socket.receive("dashboard:counters", { leads: 3 });
  expect(client.getQueryData(keys.counters)).toEqual({ leads: 3 });
  socket.receive("presence:list", { online: [], watching: [] });
  expect(client.getQueryState(keys.message("presence:list"))).toBeUndefined();
});
