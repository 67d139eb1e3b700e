import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SRC = new URL("../src/", import.meta.url);
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) =>
  /\.(tsx?|css)$/.test(file),
);
const PALETTES = ["theme.ts", "ui/colors.ts"];

function uses(pattern: RegExp, except: readonly string[]): string[] {
  return files
    .filter((file) => !except.includes(file) && !file.startsWith("protocol/"))
    .flatMap((file) => {
      const text = readFileSync(new URL(file, SRC), "utf8");
      return [...text.matchAll(pattern)].map(([found]) => `${file}: ${found}`);
    });
}

test("colours are named in the theme only", () => {
  expect(uses(/#[0-9a-f]{6}\b|#[0-9a-f]{3}\b(?=["';)])/gi, PALETTES)).toEqual([]);
});

test("text has one of three weights", () => {
  const weights = uses(/(?:fw=\{?"?|font-weight: |fontWeight: "?)(\d+)(?! 900)/g, ["fonts.css"]);
  expect(weights.filter((use) => !/(400|500|600)$/.test(use))).toEqual([]);
});
