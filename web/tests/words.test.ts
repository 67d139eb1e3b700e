import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import { sentencePartsOf } from "../src/nouns";
import { activityText } from "../src/words/changes";
import { sentenceOf } from "../src/words/sentence";

interface Catalogue {
  [key: string]: string | Catalogue;
}

const SRC = join(import.meta.dirname, "../src");
const PROTOCOL = join(import.meta.dirname, "../../protocol");
const read = (file: string) => readFileSync(file, "utf8");
const filesIn = (folder: string, ending: RegExp) =>
  (readdirSync(folder, { recursive: true }) as string[]).filter((file) => ending.test(file)).sort();

function flat(catalogue: Catalogue, path = ""): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`),
  );
}

/** The texts of a language, by the file that has them. */
function textsOf(language: string): Map<string, Map<string, string>> {
  const folder = join(SRC, "words", language);
  return new Map(
    filesIn(folder, /\.json$/).map((file) => [file, new Map(flat(JSON.parse(read(join(folder, file)))))]),
  );
}

const [english, hindi] = [textsOf("en"), textsOf("hi")];
const keys = [...english.values()].flatMap((texts) => [...texts.keys()]);
const withoutPlural = (key: string) => key.replace(/_(zero|one|other)$/, "");

/** The app's modules, by their path. */
const modules = new Map(
  filesIn(SRC, /\.tsx?$/)
    .filter((file) => !file.startsWith("protocol/"))
    .map((file) => [file, read(join(SRC, file))]),
);
const groups = new Set(keys.map((key) => key.split(".")[0]));
const isOfGroup = (key: string) => groups.has(key.split(".")[0] ?? "");

/** Keys that a module names, and the beginnings and ends of those that it makes from a code. */
function usedBy(source: string) {
  const literals = [...source.matchAll(/["'`]([a-zA-Z]+(?:\.[\w-]+)+)["'`]/g)].map(([, key]) => key ?? "");
  const made = [...source.matchAll(/`([a-zA-Z]+\.[\w.]*)\$\{[^`]*?\}(\w*)`/g)];
  return {
    literals: literals.filter(isOfGroup),
    made: made.map(([, start = "", end = ""]) => ({ start, end })).filter(({ start }) => isOfGroup(start)),
  };
}

describe("the catalogues", () => {
  const placeholders = (text = "") => [...text.matchAll(/{{\s*([\w.]+)/g)].map(([, name]) => name).sort();

  test("have the same texts with the same placeholders in both languages", () => {
    expect([...hindi.keys()]).toEqual([...english.keys()]);
    for (const [file, texts] of english) {
      const translated = hindi.get(file);
      expect([...(translated?.keys() ?? [])], file).toEqual([...texts.keys()]);
      for (const [key, text] of texts) {
        expect(translated?.get(key)?.trim(), key).toBeTruthy();
        expect(placeholders(translated?.get(key)), key).toEqual(placeholders(text));
      }
    }
  });

  test("have each text once", () => {
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test("have no text that is not used, and lack none that is", () => {
    const used = [...modules.values()].map(usedBy);
    const literals = new Set(used.flatMap(({ literals }) => literals));
    const made = used.flatMap(({ made }) => made);
    const isMade = (key: string) => made.some(({ start, end }) => key.startsWith(start) && key.endsWith(end));
    expect(keys.filter((key) => !literals.has(withoutPlural(key)) && !isMade(withoutPlural(key)))).toEqual(
      [],
    );
    expect(made.filter(({ start }) => !keys.some((key) => key.startsWith(start)))).toEqual([]);
    // What is called as `t("…")` has to be there; other literals may be something else, like a permission.
    const calls = [...modules.values()].flatMap((source) => [...source.matchAll(/\bt\(\s*"([\w.-]+)"/g)]);
    const existing = new Set(keys.flatMap((key) => [key, withoutPlural(key)]));
    expect(calls.map(([, key = ""]) => key).filter((key) => !existing.has(key))).toEqual([]);
  });

  test("have what the pages before the sign-in show in the bundle that is loaded before it", () => {
    const entries = [...modules.keys()].filter((file) => file.startsWith("sign-in/"));
    const loaded = new Set<string>();
    const load = (file: string) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const imports = (modules.get(file) ?? "").matchAll(
        /^(?:import|export) (?!type)[^;]*?from "(\.[^"]+)";/gm,
      );
      for (const [, path = ""] of imports) {
        const target = join(dirname(file), path);
        const found = [target, `${target}.ts`, `${target}.tsx`].find((name) => modules.has(name));
        if (found) load(found);
      }
    };
    for (const entry of [...entries, "main.tsx", "enquiries/PublicForm.tsx"]) load(entry);
    const early = new Set(
      [...english].flatMap(([file, texts]) => (file.startsWith("public/") ? [...texts.keys()] : [])),
    );
    const used = [...loaded].flatMap((file) => usedBy(modules.get(file) ?? "").literals);
    const shown = used.filter((key) => keys.includes(key));
    expect(shown.length).toBeGreaterThan(60);
    expect(shown.filter((key) => !early.has(key))).toEqual([]);
  });
});

describe("the server's codes", () => {
  /** Errors of programs: the app never causes them. `invalid` names the wrong fields instead. */
  const OF_PROGRAMS = [
    "employee_code_taken",
    "idempotency_key_reused",
    "invalid",
    "malformed",
    "method_not_allowed",
    "too_many_watched",
    "unsupported_media_type",
  ];

  test("have a text each, where people can meet them", () => {
    const table = read(join(PROTOCOL, "README.md")).split("## Error codes")[1] ?? "";
    const codes = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code = ""]) => code);
    const written = keys.filter((key) => key.startsWith("code.")).map((key) => withoutPlural(key.slice(5)));
    expect([...new Set(written)].sort()).toEqual(codes.filter((code) => !OF_PROGRAMS.includes(code)).sort());
  });

  test("of events have a sentence each", () => {
    const kinds = filesIn(join(PROTOCOL, "events"), /\.json$/).map((file) =>
      file.replace(".schema.json", ""),
    );
    const shown = kinds.filter((kind) => kind !== "record_hidden");
    expect(shown.filter((kind) => !keys.includes(`event.${kind}`))).toEqual([]);
    const sentences = keys.filter((key) => key.startsWith("event.") && key !== "event.unknown");
    expect(sentences.filter((key) => !shown.some((kind) => key.slice(6).startsWith(kind)))).toEqual([]);
  });
});

describe("what is said of", () => {
  beforeAll(async () => {
    await i18next.init({ lng: "en", resources: {}, interpolation: { escapeValue: false } });
    for (const [language, files] of [["en", english] as const, ["hi", hindi] as const]) {
      for (const file of files.keys()) {
        const texts = JSON.parse(read(join(SRC, "words", language, file)));
        i18next.addResourceBundle(language, "translation", texts, true);
      }
    }
  });

  test("a change of stage or status names them", async () => {
    expect(activityText({ kind: "STATUS_CHANGE", text: "NEW → CONTACTED" })).toBe("New → Contacted");
    const moved = { kind: "STAGE_CHANGE", text: "SQL → OPPORTUNITY: LEAD → MQL course was opened" };
    expect(activityText(moved)).toBe("SQL → Opportunity: LEAD → MQL course was opened");
    expect(activityText({ kind: "STAGE_CHANGE", text: "LEAD → PARTNER: new" })).toBe("Lead → PARTNER: new");
    expect(activityText({ kind: "NOTE", text: "NEW → CONTACTED" })).toBe("NEW → CONTACTED");
    await i18next.changeLanguage("hi");
    expect(activityText({ kind: "STAGE_CHANGE", text: "SQL → OPPORTUNITY: x" })).toBe("SQL → अवसर: x");
    await i18next.changeLanguage("en");
  });

  test("an event names what happened to whom", () => {
    const tom = { id: "1", name: "Tom" };
    const sentence = (kind: string, data: object) =>
      sentenceOf(kind, sentencePartsOf({ kind, actor: tom, data }, i18next.t));
    expect(sentence("lead:stage", { to: "SQL" })).toBe("{{who}} advanced {{name}} to {{stage}}");
    expect(sentence("lead:stage", { to: "LEAD" })).toBe("{{who}} reopened {{name}}");
    expect(sentence("lead:status", { to: "CONTACTED" })).toBe(
      "{{who}} changed the status of {{name}} to Contacted",
    );
    expect(sentence("lead:assigned", { owner: { id: "2", name: "Maya" } })).toBe(
      "{{who}} assigned {{name}} to Maya",
    );
    expect(sentence("lead:assigned", { owner: tom })).toBe("{{who}} assigned {{name}} to themselves");
    expect(sentence("lead:assigned", { owner: null })).toBe("{{who}} removed the owner of {{name}}");
    expect(sentence("email:sent", { to: "maya@example.com" })).toBe(
      "E-mail “{{name}}” sent to maya@example.com",
    );
    expect(sentence("lead:activity", { activity: { kind: "NOTE", version: 1 } })).toBe(
      "{{who}} added a note on {{name}}",
    );
    expect(sentence("lead:activity", { activity: { kind: "CALL", version: 1 } })).toBe(
      "{{who}} logged a call with {{name}}",
    );
    expect(sentence("lead:activity", { activity: { kind: "TASK", version: 2, doneAt: "2026-11-20" } })).toBe(
      "{{who}} completed a task for {{name}}",
    );
    expect(sentence("enquiry:assigned", { claimedBy: { id: "2", name: "Maya" } })).toBe(
      "{{who}} assigned the enquiry from {{name}} to Maya",
    );
    expect(sentence("enquiry:status", { to: "lost" })).toBe(
      "{{who}} marked the enquiry from {{name}} as lost",
    );
    expect(sentence("lead:deleted", { mergedInto: "2" })).toBe("{{who}} merged {{name}} into another lead");
    expect(sentence("robot:danced", {})).toBe("{{who}} changed {{name}}");
  });
});
