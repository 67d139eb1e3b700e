import { expect, test } from "vitest";
import type { Me } from "../src/employees/noun";
import type { Contact, ContactFilter } from "../src/leads/noun";
import { contactRule } from "../src/leads/rule";
import { parseDayRange } from "../src/live/dayRange";
import { formatDays } from "../src/live/days";
import { type DeclaredFilter, matchesFilter } from "../src/live/filter";
import { escapeValue, joinValues, splitValues, unescapeValue } from "../src/live/filterValues";
import { keys } from "../src/live/keys";
import { client } from "../src/session/client";

client.setQueryData(keys.company, { timezone: "Asia/Kolkata" });

const matches = (row: object, asked: unknown, field: DeclaredFilter, now?: number) =>
  matchesFilter(row, { asked }, { asked: field }, now);

test("a choice takes one or several values, and `none` where the field may be empty", () => {
  const source: DeclaredFilter = { type: "choice", field: "source", nullable: true };
  expect(matches({ source: "web" }, "web", source)).toBe(true);
  expect(matches({ source: "web" }, "fair,web", source)).toBe(true);
  expect(matches({ source: "web" }, "fair", source)).toBe(false);
  expect(matches({ source: null }, "none", source)).toBe(true);
  expect(matches({}, "web,none", source)).toBe(true);
  expect(matches({ source: "web" }, "none", source)).toBe(false);
  expect(matches({ source: null }, "none", { ...source, nullable: false })).toBe(false);
});

test("a backslash makes a comma part of a value, and `none` a value", () => {
  const source: DeclaredFilter = { type: "text", field: "source", nullable: true };
  expect(matches({ source: "Fair, Berlin" }, "Fair\\, Berlin", source)).toBe(true);
  expect(matches({ source: "Fair" }, "Fair\\, Berlin", source)).toBe(false);
  expect(matches({ source: "Fair, Berlin" }, "web,Fair\\, Berlin", source)).toBe(true);
  expect(matches({ source: "a\\b" }, "a\\\\b", source)).toBe(true);
  expect(matches({ source: "none" }, "\\none", source)).toBe(true);
  expect(matches({ source: null }, "\\none", source)).toBe(false);
});

test("a reference is compared by its path", () => {
  const owner: DeclaredFilter = { type: "reference", field: "owner.id", nullable: true };
  expect(matches({ owner: { id: "a" } }, "a,b", owner)).toBe(true);
  expect(matches({ owner: { id: "c" } }, "a,b", owner)).toBe(false);
  expect(matches({ owner: null }, "a", owner)).toBe(false);
  expect(matches({ owner: null }, "a,none", owner)).toBe(true);
});

test("a tag is any of a row's tags; `none` is a row without tags", () => {
  const tag: DeclaredFilter = { type: "tag", field: "tags", nullable: true };
  expect(matches({ tags: ["vip", "fair"] }, "vip", tag)).toBe(true);
  expect(matches({ tags: ["fair"] }, "vip,fair", tag)).toBe(true);
  expect(matches({ tags: [] }, "vip", tag)).toBe(false);
  expect(matches({ tags: [] }, "none", tag)).toBe(true);
});

test("ids, texts and flags are compared by value", () => {
  expect(matches({ id: "a" }, "a,b", { type: "ids", field: "id" })).toBe(true);
  expect(matches({ id: "c" }, "a,b", { type: "ids", field: "id" })).toBe(false);
  expect(matches({ email: "a@b" }, "a@b", { type: "text", field: "email" })).toBe(true);
  expect(matches({ email: "a@b" }, "a", { type: "text", field: "email" })).toBe(false);
  expect(matches({ done: true }, true, { type: "flag", field: "done" })).toBe(true);
  expect(matches({ done: null }, "false", { type: "flag", field: "done" })).toBe(true);
  expect(matches({ done: true }, false, { type: "flag", field: "done" })).toBe(false);
});

test("parameters that are empty or not declared select every row", () => {
  const row = { status: "NEW" };
  expect(matches(row, undefined, { type: "choice", field: "status" })).toBe(true);
  expect(matches(row, "", { type: "choice", field: "status" })).toBe(true);
  expect(matchesFilter(row, { sort: "name" }, {})).toBe(true);
});

test("a date is a day of the company's time zone, both ends included", () => {
  const created: DeclaredFilter = { type: "date", field: "createdAt" };
  // 00:00 and 23:59 of 21 November in India.
  const [first, last] = ["2026-11-20T18:30:00Z", "2026-11-21T18:29:59Z"];
  for (const createdAt of [first, last]) {
    for (const asked of ["2026-11-21", "2026-11-21..", "..2026-11-21", "2026-11-01..2026-11-21"])
      expect(matches({ createdAt }, asked, created), asked).toBe(true);
    for (const asked of ["2026-11-20", "2026-11-22..", "..2026-11-20", "2026-11-22..2026-11-30"])
      expect(matches({ createdAt }, asked, created), asked).toBe(false);
  }
  expect(matches({ closeOn: "2026-11-21" }, "2026-11-21", { type: "date", field: "closeOn" })).toBe(true);
  expect(matches({ createdAt: null }, "2026-11-21", created)).toBe(false);
  expect(matches({ createdAt: first }, "soon", created)).toBe(false);
  const now = Date.parse("2026-11-21T10:00:00Z");
  expect(matches({ createdAt: first }, "today", created, now)).toBe(true);
  expect(matches({ createdAt: first }, "yesterday", created, now)).toBe(false);
});

test.each([
  ["today", "2026-03-01", "2026-03-01"],
  ["yesterday", "2026-02-28", "2026-02-28"],
  ["this-week", "2026-02-23", "2026-03-01"],
  ["last-week", "2026-02-16", "2026-02-22"],
  ["this-month", "2026-03-01", "2026-03-31"],
  ["last-month", "2026-02-01", "2026-02-28"],
  ["this-year", "2026-01-01", "2026-12-31"],
  ["last-7-days", "2026-02-23", "2026-03-01"],
  ["last-30-days", "2026-01-31", "2026-03-01"],
  ["last-90-days", "2025-12-02", "2026-03-01"],
])("%s of a Sunday, 1 March 2026", (word, from, to) => {
  expect(parseDayRange(word, "2026-03-01")).toEqual({ from, to });
});

test("weeks start on Monday, and months end on their last day", () => {
  expect(parseDayRange("this-week", "2026-03-02")).toEqual({ from: "2026-03-02", to: "2026-03-08" });
  expect(parseDayRange("this-month", "2026-02-14")).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  expect(parseDayRange("last-month", "2026-01-31")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
});

test.each([
  "",
  "..",
  "2026",
  "2026-01-012026-01-02",
  "last-8-days",
  "2026-01-01...2026-01-02",
])("`%s` is not a range of days", (text) => expect(parseDayRange(text, "2026-03-01")).toBeUndefined());

test.each([
  "2026-01-01",
  "2026-01-01..2026-01-31",
  "2026-01-01..",
  "..2026-01-31",
])("`%s` is written as it is read", (text) =>
  expect(formatDays(parseDayRange(text, "2026-03-01") ?? {})).toBe(text));

test("values are split, escaped and joined as the server does it", () => {
  expect(splitValues(" web, Fair\\, Berlin,none,web,,\\none,a\\")).toEqual([
    "web",
    "Fair\\, Berlin",
    "none",
    "\\none",
    "a\\",
  ]);
  for (const value of ["web", "Fair, Berlin", "a\\b", "none"]) {
    const part = escapeValue(value);
    expect(splitValues(part)).toEqual([part]);
    expect(unescapeValue(part)).toBe(value);
  }
  expect(joinValues(["NEW", "CONTACTED"])).toBe("NEW,CONTACTED");
  // What would make it too long for the server is left out.
  expect(joinValues(["NEW", "CONTACTED", "WON"], 8)).toBe("NEW,WON");
});

test("the rule of contacts also has what the server's declarations do not cover", () => {
  const me = { id: "me", permissions: ["leads.manage"] } as Me;
  const contact = {
    name: "Maya Rossi",
    email: "maya@lotus.example",
    phone: "+919812345678",
    tags: [],
    stage: "SQL",
    createdAt: "2026-11-20T18:30:00Z",
  } as unknown as Contact;
  const fits = (filter: ContactFilter) => contactRule(filter, me).matches(contact);
  expect(fits({ unowned: true, stage: "SQL", email: "MAYA@lotus.example", q: "rossi 98123" })).toBe(true);
  expect(fits({ phone: "098123 45678", createdAt: "2026-11-21" })).toBe(true);
  for (const filter of [
    { unowned: false },
    { stage: "MQL,LEAD" },
    { q: "rossi bob" },
    { createdAt: "..2026-11-20" },
  ])
    expect(fits(filter), JSON.stringify(filter)).toBe(false);
  expect(contactRule({ entered: "SQL" }, me).isPartial).toBe(true);
});
