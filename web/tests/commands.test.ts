import { afterEach, describe, expect, test } from "vitest";
import { matches } from "../src/shell/matches";
import { COMMAND_IDS, COMMANDS } from "../src/ui/keyboard/commands";
import { keyOf, takesKey } from "../src/ui/keyboard/keys";
import { closePalette, runCommand } from "../src/ui/keyboard/palette";
import { CommandRegistry, registry } from "../src/ui/keyboard/registry";

const press = (key: string, modifiers: object = {}) => ({
  key,
  code: `Key${key.toUpperCase()}`,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  ...modifiers,
});

/** An element of which only the selectors that it matches are known. */
function element(selectors: readonly string[]) {
  const has = (list: string) => list.split(", ").some((selector) => selectors.includes(selector));
  return { closest: (list: string) => (has(list) ? ({} as Element) : null), matches: has };
}

test("a key is read as commands name it, whatever the layout", () => {
  expect(keyOf(press("c"))).toBe("C");
  expect(keyOf(press("क", { code: "KeyK" }))).toBe("K");
  expect(keyOf(press("?", { shiftKey: true }))).toBe("?");
  expect(keyOf(press("k", { ctrlKey: true }))).toBe("mod+K");
  expect(keyOf(press("k", { metaKey: true }))).toBe("mod+K");
});

test("a key with modifiers, or in the middle of a composition, is none", () => {
  expect(keyOf(press("C", { shiftKey: true }))).toBeUndefined();
  expect(keyOf(press("c", { altKey: true }))).toBeUndefined();
  expect(keyOf(press("ArrowDown", { shiftKey: true }))).toBeUndefined();
  expect(keyOf(press("c", { isComposing: true }))).toBeUndefined();
  expect(keyOf(press("c", { ctrlKey: true, shiftKey: true }))).toBeUndefined();
});

test("what is typed into, and what lies over the page, takes its keys", () => {
  expect(takesKey(element(["textarea"]), "C")).toBe(true);
  expect(takesKey(element(["[role=dialog]"]), "C")).toBe(true);
  expect(takesKey(element(["textarea"]), "mod+K")).toBe(false);
  expect(takesKey(element([]), "C")).toBe(false);
  expect(takesKey(element(["textarea"]), "Escape")).toBe(true);
  expect(takesKey(element([]), "Escape")).toBe(false);
  expect(takesKey(element([]), "ArrowDown")).toBe(true);
  expect(takesKey(element(["[data-rows]"]), "ArrowDown")).toBe(false);
  expect(takesKey(element(["[data-rows]"]), "Enter")).toBe(true);
  expect(takesKey(element(["[data-rows]", "[data-row]"]), "Enter")).toBe(false);
});

test("no two commands of a page, or of the app, have the same key", () => {
  const ofApp = COMMAND_IDS.filter((id) => COMMANDS[id].section === "app");
  const ofPages = COMMAND_IDS.filter((id) => COMMANDS[id].section !== "app");
  // The page of a record has no rows, and that of rows no next record.
  const ofList = ofPages.filter((id) => id !== "record.next" && id !== "record.previous");
  const ofRecord = ofPages.filter((id) => !id.startsWith("row."));
  for (const ids of [ofApp, ofList, ofRecord]) {
    const keys = ids.flatMap((id) => COMMANDS[id].keys ?? []);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  }
});

describe("what is possible", () => {
  const [shell, page] = [Symbol("shell"), Symbol("page")];
  const nothing = () => undefined;

  test("a page's command takes the key of one of the app until the page is left", () => {
    const registry = new CommandRegistry();
    registry.set(page, { "enquiry.claim": nothing });
    registry.set(shell, { "lead.create": nothing });
    expect(registry.commandOf("C")).toBe("enquiry.claim");
    registry.remove(page);
    expect(registry.commandOf("C")).toBe("lead.create");
    expect(registry.commandOf("E")).toBeUndefined();
  });

  test("the component that was mounted last decides, as long as it offers the command", () => {
    const registry = new CommandRegistry();
    registry.set(shell, { "record.assign": { subject: "Alice", run: nothing } });
    registry.set(page, { "record.assign": { subject: "Bilal", run: nothing } });
    registry.set(shell, { "record.assign": { subject: "Alice", run: nothing } });
    expect(registry.handlerOf("record.assign")?.subject).toBe("Bilal");
    registry.set(page, { "record.assign": false });
    expect(registry.handlerOf("record.assign")?.subject).toBe("Alice");
  });

  test("listeners hear of changes only, and commands run their latest handler", () => {
    const registry = new CommandRegistry();
    let [changes, runs] = [0, 0];
    registry.subscribe(() => {
      changes += 1;
    });
    registry.set(page, { "record.edit": nothing });
    const before = registry.available();
    registry.set(page, {
      "record.edit": () => {
        runs += 1;
      },
    });
    expect(registry.available()).toBe(before);
    expect(changes).toBe(1);
    const handler = registry.handlerOf("record.edit");
    if (handler && "run" in handler) handler.run();
    expect(runs).toBe(1);
  });
});

describe("a command with choices", () => {
  const source = Symbol("page");
  afterEach(() => registry.remove(source));

  test("is asked for in the palette, and runs nothing by itself", () => {
    let runs = 0;
    const run = () => {
      runs += 1;
    };
    registry.set(source, {
      "record.stage": { choices: () => [{ id: "SQL", label: "SQL", run }] },
      "record.edit": run,
    });
    runCommand("record.stage");
    expect(runs).toBe(0);
    runCommand("record.edit");
    expect(runs).toBe(1);
    closePalette();
  });
});

test("each typed word begins a word of what is found", () => {
  expect(matches("Switch theme: Dark", "dark")).toBe(true);
  expect(matches("Switch theme: Dark", "the sw")).toBe(true);
  expect(matches("Assign", "asha")).toBe(false);
  expect(matches("Create lead", "eat")).toBe(false);
  expect(matches("चरण बदलें", "बदलें")).toBe(true);
});
