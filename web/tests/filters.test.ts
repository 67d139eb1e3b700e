import { readFileSync } from "node:fs";
import { join } from "node:path";
import i18next from "i18next";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeclaredFilters } from "../src/live/filter";
import { keys } from "../src/live/keys";
import { RELATIVE_DAYS } from "../src/protocol/filters";
import { client } from "../src/session/client";
import {
  declaredFields,
  type FilterField,
  isFiltered,
  pillText,
  withoutFields,
} from "../src/ui/list/filters";

client.setQueryData(keys.company, { timezone: "Asia/Kolkata", locale: "en-IN" });

beforeAll(async () => {
  await i18next.init({ lng: "en", resources: {}, interpolation: { escapeValue: false } });
  for (const language of ["en", "hi"]) {
    const file = join(import.meta.dirname, "../src/words", language, "filters.json");
    i18next.addResourceBundle(language, "translation", JSON.parse(readFileSync(file, "utf8")));
  }
});
afterAll(() => i18next.changeLanguage("en"));

const DECLARED = {
  stage: { type: "choice", field: "stage", nullable: false, values: ["LEAD", "MQL"], maxLength: 500 },
  ownerId: { type: "reference", field: "owner.id", nullable: true, maxLength: 500 },
  source: { type: "text", field: "source", nullable: true, maxLength: 500 },
  createdAt: { type: "date", field: "createdAt", nullable: false, maxLength: 500 },
  unsubscribed: { type: "flag", field: "unsubscribedAt", nullable: false },
  ids: { type: "ids", field: "id", nullable: false, maxLength: 3700 },
} as const satisfies DeclaredFilters;

const NAMES = { LEAD: "Lead", MQL: "Qualified" };
const fields = declaredFields(DECLARED, {
  stage: { label: "Stage", valueLabel: (stage) => NAMES[stage] },
  ownerId: { label: "Owner", none: "Unassigned", options: [{ value: "a", label: "Asha Rao" }] },
  source: { label: "Source", none: "None" },
  createdAt: { label: "Created" },
  unsubscribed: { label: "Unsubscribed" },
  ids: { label: "", pill: "2 selected", isHidden: true },
});
type Filter = { [Name in keyof typeof DECLARED]?: string | boolean };
const pills = (filter: Filter) => fields.flatMap((field) => pillText(field, filter) ?? []);

test("a list has a field for each declared filter, with the values that it can have", () => {
  expect(fields.map(({ name }) => name)).toEqual(Object.keys(DECLARED));
  const options = Object.fromEntries(fields.map(({ name, options }) => [name, options]));
  expect(options.stage).toEqual([
    { value: "LEAD", label: "Lead" },
    { value: "MQL", label: "Qualified" },
  ]);
  expect(options.ownerId?.[0]).toEqual({ value: "none", label: "Unassigned" });
  expect(options.source).toEqual([{ value: "none", label: "None" }]);
});

test("a field has a pill only while the list is filtered by it", () => {
  expect(pills({})).toEqual([]);
  expect(pills({ stage: "MQL" })).toEqual(["Stage: Qualified"]);
  expect(pills({ stage: "LEAD,MQL", ids: "x,y" })).toEqual(["Stage: Lead, Qualified", "2 selected"]);
});

test("each type has its own pill text", () => {
  expect(pills({ ownerId: "a,none,not-read-yet" })).toEqual(["Owner: Asha Rao, Unassigned, …"]);
  expect(pills({ source: "web,Fair\\, Berlin,none" })).toEqual(["Source: web, Fair, Berlin, None"]);
  expect(pills({ unsubscribed: true })).toEqual(["Unsubscribed: Yes"]);
  expect(pills({ unsubscribed: false })).toEqual(["Unsubscribed: No"]);
});

test("days are named in both languages", async () => {
  const days = (createdAt: string) => pills({ createdAt })[0]?.replace(/Created: /, "");
  const [first, last] = ["1 Jan 2026", "31 Jan 2026"];
  expect(days("last-30-days")).toBe("last 30 days");
  expect(days("2026-01-01..2026-01-31")).toBe(`${first} – ${last}`);
  expect(days("2026-01-01..")).toBe(`from ${first}`);
  expect(days("..2026-01-31")).toBe(`until ${last}`);
  expect(days("2026-01-01")).toBe(first);
  for (const language of ["en", "hi"]) {
    await i18next.changeLanguage(language);
    for (const word of RELATIVE_DAYS) expect(days(word), word).not.toContain("filter.");
  }
  await i18next.changeLanguage("en");
});

test("a field is removed with the parameters that belong to it", () => {
  interface Cohort {
    entered?: string;
    enteredFrom?: string;
    tag?: string;
  }
  const entered: FilterField<Cohort> = {
    type: "choice",
    name: "entered",
    with: ["enteredFrom"],
    label: "",
    pill: "Entered",
  };
  expect(pillText(entered, { enteredFrom: "2026-01-01" })).toBe("Entered");
  const filter = withoutFields({ entered: "MQL", enteredFrom: "2026-01-01", tag: "vip" }, [entered]);
  expect(filter).toEqual({ tag: "vip" });
});

test("the order of a list is no filter", () => {
  expect(isFiltered({ sort: "name", stage: undefined })).toBe(false);
  expect(isFiltered({ sort: "name", unowned: false })).toBe(true);
});
