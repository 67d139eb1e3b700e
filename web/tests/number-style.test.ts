import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.resetModules());

async function styleIn(language: string) {
  vi.stubGlobal("navigator", { language });
  const { default: i18next } = await import("i18next");
  await i18next.init({ lng: language.slice(0, 2), resources: {} });
  return (await import("../src/words/format")).numberStyle();
}

test("an input groups digits as amounts are shown: by lakhs in India", async () => {
  for (const language of ["en-IN", "hi-IN"]) {
    expect(await styleIn(language)).toEqual({
      thousandSeparator: ",",
      decimalSeparator: ".",
      thousandsGroupStyle: "lakh",
    });
  }
});

test("elsewhere an input groups digits by thousands", async () => {
  expect((await styleIn("en-GB")).thousandsGroupStyle).toBe("thousand");
});
