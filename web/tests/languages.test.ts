import { beforeEach, expect, test, vi } from "vitest";

const store = new Map<string, string>();

beforeEach(() => {
  vi.resetModules();
  store.clear();
  vi.stubGlobal("navigator", { language: "hi-IN" });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
  });
});

test("without a connection to load Hindi, the app starts in English and remembers the choice", async () => {
  store.set("tandem.language", "hi");
  vi.doMock("../src/words/hi", () => {
    throw new Error("offline");
  });
  const words = await import("../src/words");
  await words.loadWords();
  expect(words.language()).toBe("en");
  expect(words.t("do.retry")).toBe("Try again");
  expect(store.get("tandem.language")).toBe("hi");
  // In the language menus, the failure is reported.
  const report = vi.fn();
  words.onLanguageError(report);
  await words.chooseLanguage("hi");
  expect(report).toHaveBeenCalledOnce();
  vi.doUnmock("../src/words/hi");
});
