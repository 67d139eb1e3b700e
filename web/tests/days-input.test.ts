import { expect, test } from "vitest";
import { isComplete } from "../src/ui/list/DaysInput";

test("a range of days is reported once it is complete", () => {
  expect(isComplete({ from: "2026-01-01", to: "2026-01-31" })).toBe(true);
  expect(isComplete({ from: "", to: "2026-01-31" })).toBe(true);
  expect(isComplete({ from: "2026-02-01", to: "2026-01-31" })).toBe(false);
});

test("a year that is being typed is not reported", () => {
  for (const year of ["0002", "0020", "0202"]) {
    expect(isComplete({ from: `${year}-05-01`, to: "2026-01-31" })).toBe(false);
  }
});
