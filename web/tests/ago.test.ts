import { beforeAll, expect, test, vi } from "vitest";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-20T12:00:00Z");

let ago: typeof import("../src/words/format").ago;

beforeAll(async () => {
  vi.stubGlobal("navigator", { language: "en-IN" });
  const { default: i18next } = await import("i18next");
  await i18next.init({ lng: "en", resources: {} });
  ({ ago } = await import("../src/words/format"));
});

const at = (offset: number) => ago(new Date(NOW + offset).toISOString(), NOW);

test("a relative time is rounded to the nearest unit, in the future and in the past", () => {
  expect(at(5.9 * DAY)).toBe("in 6 days");
  expect(at(-1.6 * DAY)).toBe("2 days ago");
  expect(at(100 * MINUTE)).toBe("in 2 hr");
  expect(at(-2.4 * HOUR)).toBe("2 hr ago");
});

test("what rounds up to the next unit is given in it", () => {
  expect(at(59 * MINUTE)).toBe("in 59 min");
  expect(at(59.6 * MINUTE)).toBe("in 1 hr");
  expect(at(-23.7 * HOUR)).toBe("yesterday");
  expect(at(-6.9 * DAY)).toBe("last wk");
  expect(at(-400 * DAY)).toBe("last yr");
});

test("less than a minute is now", () => {
  expect([at(59_000), at(0), at(-59_000)]).toEqual(["now", "now", "now"]);
});
