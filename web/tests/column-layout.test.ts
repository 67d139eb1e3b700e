import { expect, test } from "vitest";
import { clampWidth, columnsOf, gridOf, moved } from "../src/ui/list/columnLayout";
import type { VirtualColumn } from "../src/ui/list/columns";
import { isSameFilter } from "../src/ui/list/views";

const column = (id: string, width: number, grow?: number): VirtualColumn<object> => ({
  id,
  word: "field.status",
  width,
  grow,
  cell: () => null,
});
const NAME = column("name", 170, 1.5);
const STAGE = column("stage", 124);

test("a column that grows has its own width at least, a resized one that of the user", () => {
  expect(gridOf([NAME, STAGE], {}, true)).toEqual({
    grid: "32px minmax(170px, 1.5fr) 124px 32px",
    minWidth: 32 + 170 + 124 + 32 + 3 * 12 + 2 * 16,
  });
  expect(gridOf([NAME, STAGE], { stage: 200 }, true).grid).toBe("32px minmax(170px, 1.5fr) 200px 32px");
});

test("without a column that grows, the last track takes what is left", () => {
  expect(gridOf([NAME, STAGE], { name: 300 }, false).grid).toBe("300px 124px minmax(32px, 1fr)");
});

test("a width has limits", () => {
  expect([clampWidth(-20), clampWidth(99.6), clampWidth(5_000)]).toEqual([64, 100, 800]);
});

test("columns follow the order of the view, and unknown ones are left out", () => {
  expect(columnsOf([NAME, STAGE], ["stage", "removed", "name"])).toEqual([STAGE, NAME]);
});

test("a column changes places with its neighbour, and stays at either end", () => {
  expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], "a", 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], "b", 1)).toEqual(["a", "b"]);
});

test("filters are the same whatever the order of their fields", () => {
  expect(isSameFilter({ q: "a", stage: "SQL" }, { stage: "SQL", q: "a", tag: undefined })).toBe(true);
  expect(isSameFilter({ q: "a" }, { q: "a", sort: "name" })).toBe(false);
});
