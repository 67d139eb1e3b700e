import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server } from "../e2e/server";
import type { ListPage } from "../src/live/list";
import type { Envelope } from "../src/noun";
import { act, createCustomer, createLead, qualify, Random } from "./traffic";
import { createCompany, type User } from "./user";

let server: Server;
beforeAll(async () => {
  server = await Server.start(process.env.WEB_TEST_DATABASE === "postgres" ? "postgres" : "sqlite");
});
afterAll(() => server.stop());

interface State {
  client: QueryClient;
  seq: number;
}

/** Reads as a user what the app's pages read, and the event number from which the stream continues it. */
function readState(user: User, contacts: readonly string[]): Promise<State> {
  return user.query(async (app, client) => {
    const { headers } = await user.request("GET", "/api/auth/me");
    const me = user.me.id;
    const lists = [
      ...[
        {},
        { stage: "LEAD" as const },
        { status: "CONTACTED" as const, sort: "-updatedAt" },
        { sort: "createdAt" },
        { ownerId: me },
        { unowned: true },
        { q: "ali" },
        { tag: "vip", sort: "-updatedAt" },
        { status: "NEW,CONTACTED", createdAt: "last-30-days" },
        { ownerId: `${me},none`, updatedAt: "today", tag: "vip,none" },
      ].map(app.contactsQuery),
      ...[{ status: "unclaimed" as const, sort: "createdAt" }, { claimedBy: me }, {}].map(app.enquiriesQuery),
      app.enquiriesQuery({ status: "claimed,contacted", claimedBy: `${me},none`, createdAt: "today" }),
      app.tasksQuery({ state: "open", sort: "dueAt", createdAt: "this-week" }),
      app.tasksQuery({ state: "open", sort: "dueAt" }),
      app.tasksQuery({ state: "done", sort: "-dueAt" }),
      app.notificationsQuery,
    ];
    for (const list of lists) await client.fetchInfiniteQuery(list as never);
    for (const id of contacts) {
      // A contact that the user may not see answers 404, and is not cached.
      const queries = [
        app.contactQuery(id),
        app.contactOpportunitiesQuery(id),
        app.sessionsQuery(id),
        app.feedbackQuery(id),
        app.emailsQuery(id),
      ];
      for (const query of queries)
        await client.fetchQuery({ ...query, retry: false } as never).catch(() => undefined);
      for (const timeline of [app.timelineQuery(id, []), app.timelineQuery(id, ["NOTE", "CALL"])])
        await client.fetchInfiniteQuery({ ...timeline, retry: false } as never).catch(() => undefined);
    }
    return { client, seq: Number(headers.get("x-event-seq")) };
  });
}

/** All rows of a list on the server. */
async function readRows(user: User, key: readonly unknown[]): Promise<unknown[]> {
  const [family, filter, kinds] = key as [string, Record<string, string> | undefined, string | undefined];
  const paths: Record<string, string> = {
    contacts: "/api/leads",
    enquiries: "/api/enquiries",
    tasks: "/api/tasks",
    notifications: "/api/notifications",
    timeline: `/api/leads/${filter}/activities`,
  };
  const all: unknown[] = [];
  for (let cursor: string | undefined = "start"; cursor; ) {
    const query = new URLSearchParams({ limit: "100", cursor });
    if (kinds) query.set("kind", kinds);
    for (const [name, value] of Object.entries(typeof filter === "object" ? filter : {}))
      query.set(name, String(value));
    const { body } = await user.request("GET", `${paths[family]}?${query}`);
    all.push(...body.data);
    cursor = body.nextCursor ?? undefined;
  }
  return all;
}

async function eventsAfter(user: User, after: number): Promise<Envelope[]> {
  return (await user.request("GET", `/api/events?after=${after}&limit=1000`)).body.data;
}

/** Cuts the events into batches of random sizes. */
function batches(events: Envelope[], random: Random): Envelope[][] {
  const maxSize = random.pick([1, 3, 10, events.length + 1]);
  const cut: Envelope[][] = [];
  for (let at = 0; at < events.length; ) {
    const size = 1 + random.below(maxSize);
    cut.push(events.slice(at, at + size));
    at += size;
  }
  return cut;
}

/** What no read answers: the feed, and the contacts that others were merged into. */
const NOT_READ = ["feed", "merged"];

/** Compares a state after events with what the server answers now; returns the number of compared queries. */
async function compare(user: User, reduced: QueryClient, fresh: QueryClient): Promise<number> {
  let compared = 0;
  for (const query of reduced.getQueryCache().getAll()) {
    const { queryKey, state } = query;
    // The app reads again what an event announces without carrying it.
    if (state.isInvalidated || state.data === undefined || NOT_READ.includes(String(queryKey[0]))) continue;
    compared += 1;
    const list = state.data as InfiniteData<ListPage<unknown>>;
    if (list?.pages) {
      const cached = list.pages.flatMap(({ rows }) => rows);
      const all = await readRows(user, queryKey);
      const isComplete = list.pages.at(-1)?.next === null;
      expect(cached, JSON.stringify(queryKey)).toEqual(isComplete ? all : all.slice(0, cached.length));
    } else if (queryKey[0] === "enquiry") {
      const { body } = await user.request("GET", `/api/enquiries/${queryKey[1]}`);
      const { notes: _, ...enquiry } = body.data;
      expect(state.data).toEqual(enquiry);
    } else {
      expect(state.data ?? undefined, JSON.stringify(queryKey)).toEqual(fresh.getQueryData(queryKey));
    }
  }
  return compared;
}

test("a state with events applied in any batches equals a fresh read", async () => {
  const seed = Date.now() % 1e9;
  const random = new Random(seed);
  const [, manager, rep] = (await createCompany(server, ["manager", "sales_executive"])) as [
    User,
    User,
    User,
  ];
  const users = [manager, rep];
  const contacts: string[] = [];
  for (let n = 0; n < 70; n += 1) contacts.push(await createLead(random.pick(users), random));
  // Most requests are about the few contacts whose records are open.
  const few = contacts.slice(0, 6);
  await qualify(manager, few.slice(0, 4));
  few.push(await createCustomer(rep, random), await createCustomer(manager, random));
  for (let round = 0; round < 5; round += 1) {
    const before = new Map<User, State>();
    for (const user of users) before.set(user, await readState(user, few));
    for (let n = 0; n < 120; n += 1) await act(users, random.below(3) ? few : contacts, random);
    for (const [user, { client, seq }] of before) {
      const { apply } = user.app;
      const events = await eventsAfter(user, seq);
      for (const batch of batches(events, random)) apply(client, user.me, batch);
      const fresh = await readState(user, few);
      const fail = (what: string) => (cause: unknown) => {
        throw new Error(`seed ${seed}, round ${round}, ${user.me.role}, ${what}`, { cause });
      };
      expect(await compare(user, client, fresh.client).catch(fail("once"))).toBeGreaterThan(12);
      // Events that a read already includes change nothing.
      const later = await readState(user, few);
      apply(later.client, user.me, events);
      expect(await compare(user, later.client, fresh.client).catch(fail("twice"))).toBeGreaterThan(12);
    }
  }
});
