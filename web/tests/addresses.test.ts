import { describe, expect, test } from "vitest";
import * as addresses from "../src/addresses";

/** Every page with parameters, and an address with all of them. */
const ID = "0199f6a0-1111-7222-8333-444455556666";
const OTHER_ID = "0199f6a0-1111-7222-8333-444455556667";
const PAGES: Record<
  string,
  [parse: (raw: Record<string, unknown>) => object, query: string, parsed: Record<string, unknown>]
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
    `?tab=all&open=${ID}&q=ali&priority=high%2Clow&source=web%2Cfair&status=lost&sort=-name` +
      `&claimedBy=${ID}%2Cnone&createdAt=2026-01-01..2026-01-31`,
    {
      tab: "all",
      open: ID,
      q: "ali",
      priority: "high,low",
      source: "web,fair",
      status: "lost",
      sort: "-name",
      claimedBy: `${ID},none`,
      createdAt: "2026-01-01..2026-01-31",
    },
  ],
  leads: [
    addresses.leadsSearch,
    `?q=007&stage=SQL&status=NEW%2CCONTACTED&source=web&tag=vip&ownerId=${ID}%2Cnone&unowned=false` +
      `&email=a%40b.example&phone=%2B91&unsubscribed=false&createdAt=last-30-days&updatedAt=..2026-01-31` +
      `&entered=SQL&enteredFrom=2026-01-01&enteredTo=2026-01-02` +
      `&advanced=true&ids=${ID}%2C${OTHER_ID}&sort=name&as=board`,
    {
      q: "007",
      stage: "SQL",
      status: "NEW,CONTACTED",
      source: "web",
      tag: "vip",
      ownerId: `${ID},none`,
      unowned: false,
      email: "a@b.example",
      phone: "+91",
      unsubscribed: false,
      createdAt: "last-30-days",
      updatedAt: "..2026-01-31",
      entered: "SQL",
      enteredFrom: "2026-01-01",
      enteredTo: "2026-01-02",
      advanced: true,
      ids: `${ID},${OTHER_ID}`,
      sort: "name",
      as: "board",
    },
  ],
  import: [addresses.importSearch, `?id=${ID}`, { id: ID }],
  record: [addresses.recordSearch, "?compose=EMAIL", { compose: "EMAIL" }],
  opportunities: [
    addresses.opportunitiesSearch,
    `?status=OPEN%2CWON&ownerId=${ID}%2Cnone&createdAt=today&closedAt=2026-01-01..`,
    { status: "OPEN,WON", ownerId: `${ID},none`, createdAt: "today", closedAt: "2026-01-01.." },
  ],
  deals: [
    addresses.dealsSearch,
    `?closedAt=2026-01-01..2026-01-31&closedBy=${ID}%2Cnone`,
    { closedAt: "2026-01-01..2026-01-31", closedBy: `${ID},none` },
  ],
  tasks: [
    addresses.tasksSearch,
    `?state=done&assigneeId=${ID}%2C${OTHER_ID}&dueAt=2026-01-01..&createdAt=today`,
    { state: "done", assigneeId: `${ID},${OTHER_ID}`, dueAt: "2026-01-01..", createdAt: "today" },
  ],
};

/** Values that are invalid for every parameter but free text. */
const INVALID = [
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
/** Parameters of free text. */
const FREE_TEXT = ["q", "source", "tag", "email", "phone", "token"];

describe.each(Object.entries(PAGES))("%s", (_, [parse, query, parsed]) => {
  test("parses all its parameters, and writes them the same way", () => {
    expect(parse(addresses.parseSearch(query))).toEqual(parsed);
    expect(parse(addresses.parseSearch(addresses.stringifySearch(parsed)))).toEqual(parsed);
    expect(parse(parsed)).toEqual(parsed);
  });

  test("drops unknown parameters", () => {
    expect(parse(addresses.parseSearch("?utm_source=x&company=y&__proto__=z"))).toEqual({});
    expect(parse(addresses.parseSearch(`${query}&utm_source=x`))).toEqual(parsed);
  });

  test("drops invalid parameters and keeps the others", () => {
    for (const name of Object.keys(parsed).filter((name) => !FREE_TEXT.includes(name))) {
      for (const invalid of INVALID) {
        const changed = `?${new URLSearchParams({ ...addresses.parseSearch(query), [name]: invalid })}`;
        const result: Record<string, unknown> = { ...parse(addresses.parseSearch(changed)) };
        const { [name]: dropped, ...rest } = result;
        expect(dropped, `${name}=${invalid}`).toBeUndefined();
        const { [name]: _, ...others } = parsed as Record<string, unknown>;
        // The other parameters of a cohort have no meaning without its stage.
        if (name === "entered")
          for (const other of ["enteredFrom", "enteredTo", "advanced"]) delete others[other];
        expect(rest).toEqual(others);
      }
    }
  });

  test("takes the first of a repeated parameter", () => {
    expect(parse(addresses.parseSearch(`${query}&${query.slice(1)}`))).toEqual(parsed);
  });

  test("limits the length of its parameters", () => {
    for (const name of Object.keys(parsed)) {
      const long = `?${new URLSearchParams({ [name]: "x".repeat(5_000) })}`;
      expect(parse(addresses.parseSearch(long))).toEqual({});
    }
  });
});

test("a range of days that ends before it starts is dropped", () => {
  expect(addresses.dashboardSearch({ from: "2026-02-01", to: "2026-01-01", wall: "true" })).toEqual({
    wall: true,
  });
  const leads = addresses.leadsSearch({ createdAt: "2026-02-01..2026-01-01", q: "x" });
  expect(leads).toEqual({ q: "x" });
});

test("of several values the valid ones count, each once, as many as the server takes", () => {
  expect(addresses.leadsSearch({ status: "NEW,BOGUS, WON ,NEW,none" })).toEqual({ status: "NEW,WON" });
  const people = Array.from({ length: 20 }, (_, n) => `${ID.slice(0, -2)}${n + 10}`);
  const { ownerId = "" } = addresses.leadsSearch({ ownerId: people.join(",") });
  expect(ownerId.split(",")).toEqual(people.slice(0, 13));
});

test("parameters of earlier versions are read as the ones that have replaced them", () => {
  expect(addresses.leadsSearch({ unowned: true, createdFrom: "2026-01-01" })).toEqual({
    ownerId: "none",
    createdAt: "2026-01-01..",
  });
  expect(addresses.queueSearch({ createdFrom: "2026-01-01", createdTo: "2026-01-01" })).toEqual({
    createdAt: "2026-01-01",
  });
  expect(addresses.dealsSearch({ from: "2026-01-01", to: "2026-01-31", closedBy: ID })).toEqual({
    closedAt: "2026-01-01..2026-01-31",
    closedBy: ID,
  });
  expect(addresses.dealsSearch({ from: "2026-02-30", to: "2026-01-31" })).toEqual({
    closedAt: "..2026-01-31",
  });
  expect(addresses.opportunitiesSearch({ status: "OPEN" })).toEqual({ status: "OPEN" });
});

test("the sign-in redirects to pages of this app only", () => {
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
