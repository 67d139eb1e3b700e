import { expect, test } from "vitest";
import { addDays, dayOf, instantOf, startOf, wallClock } from "../src/words/calendar";

const iso = (at: number) => new Date(at).toISOString();
const hours = (day: string, zone: string) =>
  (startOf(addDays(day, 1), zone) - startOf(day, zone)) / 3_600_000;

test("days are those of the time zone, not of the browser", () => {
  expect(dayOf("2026-11-20T18:29:59Z", "Asia/Kolkata")).toBe("2026-11-20");
  expect(dayOf("2026-11-20T18:30:00Z", "Asia/Kolkata")).toBe("2026-11-21");
  expect(dayOf("2026-11-20T10:00:00Z", "Pacific/Kiritimati")).toBe("2026-11-21");
  expect(wallClock("2026-11-20T18:30:00Z", "Asia/Kolkata")).toBe("2026-11-21T00:00");
});

test("days of clock changes have 23 or 25 hours", () => {
  expect(iso(startOf("2026-11-21", "Asia/Kolkata"))).toBe("2026-11-20T18:30:00.000Z");
  expect(hours("2026-11-21", "Asia/Kolkata")).toBe(24);
  expect(hours("2026-03-08", "America/New_York")).toBe(23);
  expect(hours("2026-11-01", "America/New_York")).toBe(25);
});

test("local times convert to instants before and after a clock change", () => {
  expect(iso(instantOf("2026-03-07 09:00:00", "America/New_York"))).toBe("2026-03-07T14:00:00.000Z");
  expect(iso(instantOf("2026-03-09T09:00", "America/New_York"))).toBe("2026-03-09T13:00:00.000Z");
});

test("adding days crosses ends of months and clock changes", () => {
  expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  expect(addDays("2026-10-31", 2)).toBe("2026-11-02");
});
