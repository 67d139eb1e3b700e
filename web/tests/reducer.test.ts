import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server } from "../e2e/server";
import type { Part } from "../src/live/list";
import { apply, type Envelope } from "../src/live/reducer";
import { company, type Person } from "./person";
import { customer, Dice, lead, mqls, work } from "./work";

let server: Server;
beforeAll(async () => {
  server = await Server.start(process.env.WEB_TEST_DATABASE === "postgres" ? "postgres" : "sqlite");
});
afterAll(() => server.stop());

interface State {
  client: QueryClient;
  seq: number;
}

/** Reads what the app's pages read, as somebody, and the number from which the stream goes on. */
function read(person: Person, contacts: readonly string[]): Promise<State> {
  return person.reading(async (reads, client) => {
    const { headers } = await person.ask("GET", "/api/auth/me");
    const me = person.me.id;
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
      ].map(reads.contacts),
      ...[{ status: "unclaimed" as const, sort: "createdAt" }, { claimedBy: me }, {}].map(reads.enquiries),
      reads.tasks({ state: "open", sort: "dueAt" }),
      reads.tasks({ state: "done", sort: "-dueAt" }),
      reads.notifications,
    ];
    for (const list of lists) await client.fetchInfiniteQuery(list as never);
    for (const id of contacts) {
      // Whom one does not see answers 404, and is not in the cache.
      const queries = [
        reads.contact(id),
        reads.opportunitiesOf(id),
        reads.sessionsOf(id),
        reads.feedbackOf(id),
        reads.emailsOf(id),
      ];
      for (const query of queries)
        await client.fetchQuery({ ...query, retry: false } as never).catch(() => undefined);
      for (const timeline of [reads.timeline(id, []), reads.timeline(id, ["NOTE", "CALL"])])
        await client.fetchInfiniteQuery({ ...timeline, retry: false } as never).catch(() => undefined);
    }
    return { client, seq: Number(headers.get("x-event-seq")) };
  });
}

/** Every row of a list, however many parts it takes. */
async function whole(person: Person, key: readonly unknown[]): Promise<unknown[]> {
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
    const asked = new URLSearchParams({ limit: "100", cursor });
    if (kinds) asked.set("kind", kinds);
    for (const [name, value] of Object.entries(typeof filter === "object" ? filter : {}))
      asked.set(name, String(value));
    const { body } = await person.ask("GET", `${paths[family]}?${asked}`);
    all.push(...body.data);
    cursor = body.nextCursor ?? undefined;
  }
  return all;
}

async function heard(person: Person, after: number): Promise<Envelope[]> {
  return (await person.ask("GET", `/api/events?after=${after}&limit=1000`)).body.data;
}

/** Cuts the events into pieces of any size. */
function batches(events: Envelope[], dice: Dice): Envelope[][] {
  const most = dice.pick([1, 3, 10, events.length + 1]);
  const cut: Envelope[][] = [];
  for (let at = 0; at < events.length; ) {
    const size = 1 + dice.below(most);
    cut.push(events.slice(at, at + size));
    at += size;
  }
  return cut;
}

/** What no read gives: what happened last, and what became of those that were merged. */
const OWN = ["feed", "merged"];

/** Compares what events made of a state with what the server answers by now. Says how many queries it compared. */
async function compare(person: Person, reduced: QueryClient, fresh: QueryClient): Promise<number> {
  let compared = 0;
  for (const query of reduced.getQueryCache().getAll()) {
    const { queryKey, state } = query;
    // What an event announces without carrying it is read again by the app.
    if (state.isInvalidated || state.data === undefined || OWN.includes(String(queryKey[0]))) continue;
    compared += 1;
    const list = state.data as InfiniteData<Part<unknown>>;
    if (list?.pages) {
      const shown = list.pages.flatMap(({ rows }) => rows);
      const all = await whole(person, queryKey);
      const isAll = list.pages.at(-1)?.next === null;
      expect(shown, JSON.stringify(queryKey)).toEqual(isAll ? all : all.slice(0, shown.length));
    } else if (queryKey[0] === "enquiry") {
      const { body } = await person.ask("GET", `/api/enquiries/${queryKey[1]}`);
      const { notes: _, ...enquiry } = body.data;
      expect(state.data).toEqual(enquiry);
    } else {
      expect(state.data ?? undefined, JSON.stringify(queryKey)).toEqual(fresh.getQueryData(queryKey));
    }
  }
  return compared;
}

test("events, applied in any batches, make of a state what a fresh read gives", async () => {
  const seed = Date.now() % 1e9;
  const dice = new Dice(seed);
  const [, manager, rep] = (await company(server, ["manager", "sales_executive"])) as [
    Person,
    Person,
    Person,
  ];
  const people = [manager, rep];
  const contacts: string[] = [];
  for (let n = 0; n < 70; n += 1) contacts.push(await lead(dice.pick(people), dice));
  // Most of what happens concerns those that are open.
  const few = contacts.slice(0, 6);
  await mqls(manager, few.slice(0, 4));
  few.push(await customer(rep, dice), await customer(manager, dice));
  for (let round = 0; round < 5; round += 1) {
    const before = new Map<Person, State>();
    for (const person of people) before.set(person, await read(person, few));
    for (let n = 0; n < 120; n += 1) await work(people, dice.below(3) ? few : contacts, dice);
    for (const [person, { client, seq }] of before) {
      const events = await heard(person, seq);
      for (const batch of batches(events, dice)) apply(client, person.me, batch);
      const fresh = await read(person, few);
      const failed = (of: string) => (difference: unknown) => {
        throw new Error(`seed ${seed}, round ${round}, ${person.me.role}, ${of}`, { cause: difference });
      };
      expect(await compare(person, client, fresh.client).catch(failed("once"))).toBeGreaterThan(12);
      // What a read has seen already changes nothing when it is told once more.
      const seen = await read(person, few);
      apply(seen.client, person.me, events);
      expect(await compare(person, seen.client, fresh.client).catch(failed("twice"))).toBeGreaterThan(12);
    }
  }
});
