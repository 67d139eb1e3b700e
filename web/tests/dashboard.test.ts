import { describe, expect, test } from "vitest";
import { dailyFigures, sums } from "../src/dashboard/daily";
import { groupFeed } from "../src/dashboard/feedGroups";
import type { DashboardFigures } from "../src/dashboard/reads";
import type { LoggedEvent } from "../src/noun";

const MEERA = { id: "meera", name: "Meera Shah" };
const TOM = { id: "tom", name: "Tom Becker" };

/** Events of the given minutes of an hour, newest first as the feed has them. */
function event(minute: number, kind: string, id: string, more: Partial<LoggedEvent> = {}): LoggedEvent {
  const [type = ""] = kind.split(":");
  const at = `2026-11-22T08:${String(minute).padStart(2, "0")}:00.000Z`;
  const entity = { type: type === "lead" ? "contact" : type, id };
  return { seq: minute, kind, at, actor: MEERA, entity, data: { id, name: id }, ...more };
}

const kindsOf = (events: readonly LoggedEvent[]) =>
  groupFeed(events).map(({ records }) => records.map(({ events }) => events.map(({ kind }) => kind)));

describe("the feed", () => {
  test("folds what one person did with one record, also between events of others", () => {
    const events = [
      event(9, "lead:updated", "alice"),
      event(8, "lead:updated", "bilal", { actor: TOM }),
      event(7, "lead:created", "alice"),
    ];
    expect(kindsOf(events)).toEqual([[["lead:updated", "lead:created"]], [["lead:updated"]]]);
    expect(groupFeed(events)[0]?.records[0]?.headline.kind).toBe("lead:created");
  });

  test("folds a converted enquiry with its lead", () => {
    const events = [
      event(9, "enquiry:status", "e1", {
        data: { id: "e1", name: "Alice", contactId: "c1", to: "converted" },
      }),
      event(8, "lead:created", "c1"),
      event(7, "enquiry:claimed", "e1"),
    ];
    expect(kindsOf(events)).toEqual([[["enquiry:status", "lead:created", "enquiry:claimed"]]]);
  });

  test("counts records with which one person did the same, but no steps back among advances", () => {
    const stage = (minute: number, id: string, to: string) =>
      event(minute, "lead:stage", id, { data: { id, name: id, to } });
    const events = [stage(9, "a", "MQL"), stage(8, "b", "SQL"), stage(7, "c", "DORMANT")];
    expect(groupFeed(events).map(({ records }) => records.length)).toEqual([2, 1]);
  });

  test("starts a new group after half an hour, and keeps the key of a group that grows", () => {
    const [late, early] = [event(50, "lead:created", "a"), event(10, "lead:created", "b")];
    expect(groupFeed([late, early])).toHaveLength(2);
    const [before] = groupFeed([early]);
    const [after] = groupFeed([event(11, "lead:created", "c"), early]);
    expect(after?.key).toBe(before?.key);
  });
});

describe("the daily figures", () => {
  const day = (day: string, value: Record<string, number>) =>
    ({ day, enquiriesReceived: 2, contactsCreated: 1, dealsWon: { count: 1, value } }) as unknown;
  const figures = (...trend: unknown[]) =>
    ({ range: { from: "2026-11-20", to: "2026-11-22" }, trend }) as unknown as DashboardFigures;

  test("have every day of the range, and values of one currency only", () => {
    const one = dailyFigures(figures(day("2026-11-21", { INR: 500 })));
    expect(one.map(({ enquiries, value }) => [enquiries, value])).toEqual([
      [0, 0],
      [2, 500],
      [0, 0],
    ]);
    const two = dailyFigures(figures(day("2026-11-20", { INR: 500 }), day("2026-11-21", { USD: 3 })));
    expect(two.map(({ value }) => value)).toEqual([undefined, undefined, undefined]);
  });

  test("are summed to at most so many bars, each but the first of equally many days", () => {
    expect(sums([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(sums([1, 2, 3, 4, 5], 3)).toEqual([1, 5, 9]);
    expect(sums([], 3)).toEqual([]);
  });
});
