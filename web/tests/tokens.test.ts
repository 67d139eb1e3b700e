import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SRC = new URL("../src/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, SRC), "utf8");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.(tsx?|css)$/.test(file),
);
/** Where sizes, radii, shadows and motion are defined. */
const TOKENS = ["theme.ts", "app.css"];
const PALETTES = ["theme.ts", "ui/colors.ts"];

function uses(pattern: RegExp, except: readonly string[]): string[] {
  return files
    .filter((file) => !except.includes(file) && !file.startsWith("protocol/"))
    .flatMap((file) => [...read(file).matchAll(pattern)].map(([found]) => `${file}: ${found}`));
}

const HEX = /#[0-9a-f]{6}\b|#[0-9a-f]{3}\b(?=["';)])/gi;

test("colours are named in the theme only", () => {
  expect(uses(HEX, PALETTES)).toEqual([]);
  expect(uses(/(?:\bcolor|\bbackground|\bc|\bbg)(?:=|: ?)"?(?:white|black)\b/g, PALETTES)).toEqual([]);
});

test("the skeleton in index.html has colours of the theme", () => {
  const page = readFileSync(new URL("../index.html", SRC), "utf8");
  const theme = read("theme.ts");
  const colours = [...page.matchAll(/#[0-9a-f]{6}\b|rgb\([^)]*\)/g)].map(([colour]) => colour);
  expect(colours.length).toBeGreaterThan(8);
  expect(colours.filter((colour) => !theme.includes(`"${colour}"`))).toEqual([]);
});

test("text has one of three weights", () => {
  const weights = uses(/(?:fw=\{?"?|font-weight: |fontWeight: "?)(\d+)/g, ["fonts.css"]);
  expect(weights.filter((use) => !/(400|500|600)$/.test(use))).toEqual([]);
});

test("sizes of text are those of the theme", () => {
  expect(uses(/(?:font-size: ?|fontSize: ?"?|\bfz=\{?"?)\d[\d.a-z]*/g, TOKENS)).toEqual([]);
});

test("radii are those of the theme", () => {
  const radii = uses(
    /(?:border-radius: ?|borderRadius: ?"?|\bradius=\{?"?)\d[\d.]*(?:px|rem|em|%)?/g,
    TOKENS,
  );
  // A circle, and no radius at all.
  expect(radii.filter((use) => !/(50%| 0)$/.test(use))).toEqual([]);
});

test("shadows are those of the theme", () => {
  const shadows = uses(/(?:box-shadow: ?|boxShadow: ?["`])[^;"`]+/g, TOKENS);
  // A ring around something, or a bar within it, is a line, not a shadow.
  const line = /(?:none|var\(--mantine-shadow-\w+\)|hadow: ?["`]?(?:0 0 0 \d|inset (?:\dpx 0|0 0 0 \d)).*)$/;
  expect(shadows.filter((use) => !line.test(use))).toEqual([]);
});

test("durations are those of the theme", () => {
  const css = /(?:transition|animation)(?:-duration)?:[^;]*?[\s,(][\d.]+m?s\b[^;]*/g;
  expect(uses(css, TOKENS)).toEqual([]);
  const props = uses(/(?:transitionDuration|duration)(?:=\{|: ?)\d+/g, TOKENS);
  // Nothing moves at all.
  expect(props.filter((use) => !/\b0$/.test(use))).toEqual([]);
});
