import { expect, test } from "vitest";
import { steady } from "../src/ui/steady";

const rows = (...ids: string[]) => ids.map((id) => ({ id, version: 1 }));
const ids = (shown: { id: string }[]) => shown.map(({ id }) => id).join("");

test("rows that are held stay where they were; what came waits, and what went still shows", () => {
  const held = steady(rows("a", "b", "c"), rows("x", "c", "a"));
  expect(ids(held.rows)).toBe("abc");
  expect(held.news).toBe(1);
  expect(held.rows.map(held.gone)).toEqual([false, true, false]);
});

test("a row that changed shows its change in its place", () => {
  const changed = { id: "b", version: 2 };
  expect(steady(rows("a", "b"), [changed, ...rows("a")]).rows[1]).toBe(changed);
});

test("what is read on by scrolling follows, and is no news", () => {
  const held = steady(rows("a", "b"), rows("a", "b", "c", "d"));
  expect([ids(held.rows), held.news]).toEqual(["abcd", 0]);
});

test("one's own rows leave and come at once, while those of others wait", () => {
  const own = new Set(["b", "m"]);
  const held = steady(rows("a", "b", "c"), rows("m", "x", "a", "c"), own);
  expect([ids(held.rows), held.news]).toEqual(["mac", 1]);
});

test("a held row that moves up takes nothing new with it", () => {
  const held = steady(rows("b", "a"), rows("d", "a", "c", "b"));
  expect([ids(held.rows), held.news]).toEqual(["ba", 2]);
});
