import { expect, test, vi } from "vitest";
import type { Activity } from "../src/activities/noun";
import { quickDue } from "../src/record/nextDue";
import { openTasks } from "../src/record/openTasks";
import { ratingShortfall } from "../src/stages/requirements";
import { grouped } from "../src/ui/record/groups";
import { keepOrder, positionOf, readOn } from "../src/ui/record/listOrder";

const KOLKATA = "Asia/Kolkata";

test("quick choices are due at nine in the company's zone, next week on its Monday", () => {
  const due = (now: string) =>
    (["tomorrow", "inThreeDays", "nextWeek"] as const).map((choice) =>
      quickDue(choice, Date.parse(now), KOLKATA),
    );
  // A Wednesday, and in Kolkata already Thursday.
  expect(due("2026-11-18T20:00:00Z")).toEqual([
    "2026-11-20T03:30:00.000Z",
    "2026-11-22T03:30:00.000Z",
    "2026-11-23T03:30:00.000Z",
  ]);
  expect(due("2026-11-22T08:00:00Z")[2]).toBe("2026-11-23T03:30:00.000Z");
  expect(due("2026-11-23T08:00:00Z")[2]).toBe("2026-11-30T03:30:00.000Z");
});

test("open tasks are ordered by when they are due; what is done or no task is not among them", () => {
  const activity = (id: string, kind: string, dueAt: string | null, doneAt: string | null = null) =>
    ({ id, kind, dueAt, doneAt }) as Activity;
  const all = [
    activity("later", "TASK", "2026-12-02T09:00:00Z"),
    activity("note", "NOTE", null),
    activity("done", "TASK", "2026-11-01T09:00:00Z", "2026-11-01T10:00:00Z"),
    activity("first", "TASK", "2026-12-01T09:00:00Z"),
  ];
  expect(openTasks(all).map(({ id }) => id)).toEqual(["first", "later"]);
});

test("only longer runs of neighbours that are alike become one line", () => {
  const rows = ["s1", "s2", "s3", "n1", "s4", "s5", "n2", "n3", "n4"].map((id) => ({ id }));
  const groups = grouped(rows, ({ id }) => (id.startsWith("s") ? "status" : undefined));
  expect(groups.map(({ rows }) => rows.map(({ id }) => id).join())).toEqual([
    "s1,s2,s3",
    "n1",
    "s4",
    "s5",
    "n2",
    "n3",
    "n4",
  ]);
});

test("a record knows its place only in the list that is one page back", () => {
  keepOrder(4, { ids: ["a", "b", "c"], total: 120 });
  expect(positionOf("b", 5)).toEqual({ position: 2, total: 120, previous: "a", next: "c" });
  expect(positionOf("a", 5)).toMatchObject({ position: 1, previous: undefined });
  expect(positionOf("elsewhere", 5)).toBeUndefined();
  expect(positionOf("b", 6)).toBeUndefined();
  keepOrder(7, { ids: ["x"], total: 1 });
  expect(positionOf("b", 5)).toBeUndefined();
});

test("at the last record that has been read, the list is read on, without what is new above it", async () => {
  keepOrder(9, { ids: ["a", "b"], total: 3, readMore: async () => ["new", "a", "b", "c"] });
  await readOn("a", 10);
  expect(positionOf("b", 10)).toMatchObject({ position: 2, next: undefined });
  await readOn("b", 10);
  expect(positionOf("b", 10)).toEqual({ position: 2, total: 3, previous: "a", next: "c" });
});

test("a list whose last record is gone is read on after the last one that is left", async () => {
  keepOrder(9, { ids: ["a", "b", "c"], total: 4, readMore: async () => ["new", "a", "b", "d"] });
  await readOn("c", 10);
  expect(positionOf("c", 10)).toMatchObject({ position: 3, previous: "b", next: "d" });
  expect(positionOf("new", 10)).toBeUndefined();
});

test("a list of which no known record is left stays as it is, and is not read again", async () => {
  const readMore = vi.fn(async () => ["x", "y"]);
  keepOrder(9, { ids: ["a", "b"], total: 2, readMore });
  await readOn("b", 10);
  await readOn("b", 10);
  expect(positionOf("b", 10)).toMatchObject({ position: 2, next: undefined });
  expect(readMore).toHaveBeenCalledTimes(1);
});

test("what is missing to a required rating", () => {
  expect(ratingShortfall([], 7)).toEqual({ average: 0, count: 0, required: 7 });
  expect(ratingShortfall([6, 7], 7)).toEqual({ average: 6.5, count: 2, required: 7 });
  expect(ratingShortfall([7, 7], 7)).toBeUndefined();
});
