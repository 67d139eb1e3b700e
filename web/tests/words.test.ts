import { expect, test } from "vitest";
import inside from "../src/words/en.inside.json";
import gate from "../src/words/en.json";
import hi from "../src/words/hi.json";

interface Catalogue {
  [key: string]: string | Catalogue;
}

function* texts(catalogue: Catalogue, path = ""): Generator<[string, string]> {
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === "string") yield [path + key, value];
    else yield* texts(value, `${path}${key}.`);
  }
}

const gaps = (text: string) => [...text.matchAll(/{{\w+}}/g)].map(([gap]) => gap).sort();

test("every text is there in both languages, with the same gaps to fill in", () => {
  const [english, hindi] = [new Map([...texts(gate), ...texts(inside)]), new Map(texts(hi))];
  expect([...hindi.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english) {
    expect(hindi.get(key)?.trim(), key).toBeTruthy();
    expect(gaps(hindi.get(key) ?? ""), key).toEqual(gaps(text));
  }
});
