import { expect, test } from "vitest";
import { Holders, mergeHeldRows } from "../src/ui/list/useHeldRows";

const rows = (...ids: string[]) => ids.map((id) => ({ id, version: 1 }));
const ids = (shown: { id: string }[]) => shown.map(({ id }) => id).join("");

test("held rows keep their place: new rows are counted, and removed rows stay visible", () => {
  const held = mergeHeldRows(rows("a", "b", "c"), rows("x", "c", "a"));
  expect(ids(held.rows)).toBe("abc");
  expect(held.newCount).toBe(1);
  expect(held.rows.map(held.isGone)).toEqual([false, true, false]);
});

test("a changed row is updated in place", () => {
  const changed = { id: "b", version: 2 };
  expect(mergeHeldRows(rows("a", "b"), [changed, ...rows("a")]).rows[1]).toBe(changed);
});

test("rows loaded by scrolling are appended and not counted as new", () => {
  const held = mergeHeldRows(rows("a", "b"), rows("a", "b", "c", "d"));
  expect([ids(held.rows), held.newCount]).toEqual(["abcd", 0]);
});

test("one's own changes apply at once, while those of others wait", () => {
  const own = new Set(["b", "m"]);
  const held = mergeHeldRows(rows("a", "b", "c"), rows("m", "x", "a", "c"), own);
  expect([ids(held.rows), held.newCount]).toEqual(["mac", 1]);
});

test("a held row that moves up brings no new rows with it", () => {
  const held = mergeHeldRows(rows("b", "a"), rows("d", "a", "c", "b"));
  expect([ids(held.rows), held.newCount]).toEqual(["ba", 2]);
});

test("rows are released once neither the pointer, the focus nor a drag is in the list", () => {
  let isHeld = false;
  const holders = new Holders(
    () => {
      isHeld = true;
    },
    () => {
      isHeld = false;
    },
  );
  const after = (...change: Parameters<typeof holders.set>) => {
    holders.set(...change);
    return isHeld;
  };
  expect(after("pointer", true)).toBe(true);
  expect(after("focus", true)).toBe(true);
  expect(after("pointer", false)).toBe(true);
  expect(after("drag", true)).toBe(true);
  expect(after("focus", false)).toBe(true);
  expect(after("drag", false)).toBe(false);
});

test("what was not in the list releases nothing when it leaves", () => {
  let released = 0;
  const holders = new Holders(
    () => undefined,
    () => {
      released += 1;
    },
  );
  holders.set("focus", false);
  holders.set("drag", false);
  expect(released).toBe(0);
});
