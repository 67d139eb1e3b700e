import { describe, expect, test } from "vitest";
import * as addresses from "../src/addresses";

/** Every page with parameters, and an address of it that says everything that it can say. */
const ID = "0199f6a0-1111-7222-8333-444455556666";
const PAGES: Record<
  string,
  [read: (raw: Record<string, unknown>) => object, whole: string, said: Record<string, unknown>]
> = {
  signIn: [addresses.signInSearch, "?next=%2Fleads%3Fq%3Dx", { next: "/leads?q=x" }],
  token: [addresses.tokenSearch, "?token=123", { token: "123" }],
  dashboard: [
    addresses.dashboardSearch,
    "?from=2026-01-01&to=2026-01-31&wall=true",
    { from: "2026-01-01", to: "2026-01-31", wall: true },
  ],
  queue: [
    addresses.queueSearch,
    `?tab=all&open=${ID}&q=ali&priority=high&source=web&status=lost&sort=-name` +
      "&createdFrom=2026-01-01&createdTo=2026-01-31",
    {
      tab: "all",
      open: ID,
      q: "ali",
      priority: "high",
      source: "web",
      status: "lost",
      sort: "-name",
      createdFrom: "2026-01-01",
      createdTo: "2026-01-31",
    },
  ],
  leads: [
    addresses.leadsSearch,
    `?q=007&stage=SQL&status=NEW&source=web&tag=vip&ownerId=${ID}&unowned=false&email=a%40b.example&phone=%2B91` +
      `&createdFrom=2026-01-01&createdTo=2026-01-01&entered=SQL&enteredFrom=2026-01-01&enteredTo=2026-01-02` +
      `&advanced=true&ids=${ID}%2C${ID}&sort=name&as=board`,
    {
      q: "007",
      stage: "SQL",
      status: "NEW",
      source: "web",
      tag: "vip",
      ownerId: ID,
      unowned: false,
      email: "a@b.example",
      phone: "+91",
      createdFrom: "2026-01-01",
      createdTo: "2026-01-01",
      entered: "SQL",
      enteredFrom: "2026-01-01",
      enteredTo: "2026-01-02",
      advanced: true,
      ids: `${ID},${ID}`,
      sort: "name",
      as: "board",
    },
  ],
  import: [addresses.importSearch, `?id=${ID}`, { id: ID }],
  record: [addresses.recordSearch, "?compose=EMAIL", { compose: "EMAIL" }],
  opportunities: [addresses.opportunitiesSearch, "?status=OPEN", { status: "OPEN" }],
  deals: [
    addresses.dealsSearch,
    `?from=2026-01-01&to=2026-01-31&closedBy=${ID}`,
    { from: "2026-01-01", to: "2026-01-31", closedBy: ID },
  ],
  tasks: [addresses.tasksSearch, "?state=done", { state: "done" }],
};

/** What an address may say in the place of something usable. */
const WRONG = [
  "",
  " ",
  "BOGUS",
  "[object Object]",
  "null",
  "2026-02-30",
  "-1",
  "%00",
  "//evil.example",
  `${ID}x`,
];
/** Parameters that take any text. */
const FREE = ["q", "source", "tag", "email", "phone", "token"];

describe.each(Object.entries(PAGES))("%s", (_, [read, whole, said]) => {
  test("reads everything that its address can say, and says it again the same way", () => {
    expect(read(addresses.parseSearch(whole))).toEqual(said);
    expect(read(addresses.parseSearch(addresses.stringifySearch(said)))).toEqual(said);
    expect(read(said)).toEqual(said);
  });

  test("drops what it does not know", () => {
    expect(read(addresses.parseSearch("?utm_source=x&company=y&__proto__=z"))).toEqual({});
    expect(read(addresses.parseSearch(`${whole}&utm_source=x`))).toEqual(said);
  });

  test("drops what is not written as it should be, and keeps the rest", () => {
    for (const name of Object.keys(said).filter((name) => !FREE.includes(name))) {
      for (const wrong of WRONG) {
        const query = `?${new URLSearchParams({ ...addresses.parseSearch(whole), [name]: wrong })}`;
        const repaired: Record<string, unknown> = { ...read(addresses.parseSearch(query)) };
        const { [name]: dropped, ...rest } = repaired;
        expect(dropped, `${name}=${wrong}`).toBeUndefined();
        const { [name]: _, ...others } = said as Record<string, unknown>;
        // Without the stage that was entered, the rest of a cohort means nothing.
        if (name === "entered") for (const of of ["enteredFrom", "enteredTo", "advanced"]) delete others[of];
        expect(rest).toEqual(others);
      }
    }
  });

  test("takes the first of a repeated parameter", () => {
    expect(read(addresses.parseSearch(`${whole}&${whole.slice(1)}`))).toEqual(said);
  });

  test("takes no text without an end", () => {
    for (const name of Object.keys(said)) {
      const query = `?${new URLSearchParams({ [name]: "x".repeat(5_000) })}`;
      expect(read(addresses.parseSearch(query))).toEqual({});
    }
  });
});

test("days the wrong way round say nothing", () => {
  expect(addresses.dashboardSearch({ from: "2026-02-01", to: "2026-01-01", wall: "true" })).toEqual({
    wall: true,
  });
  const leads = addresses.leadsSearch({ createdFrom: "2026-02-01", createdTo: "2026-01-01", q: "x" });
  expect(leads).toEqual({ q: "x" });
});

test("after the sign-in one goes to pages of this app only", () => {
  for (const next of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:x()",
    "leads",
  ]) {
    expect(addresses.signInSearch({ next })).toEqual({});
  }
});
