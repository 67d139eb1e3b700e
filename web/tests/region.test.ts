import { expect, test } from "vitest";
import { countryOf } from "../src/sign-in/region";

/** Node up to 22 has the time zones of a country as a property only; browsers have the method. */
const prototype = Intl.Locale.prototype as {
  timeZones?: string[];
  getTimeZones?: () => string[] | undefined;
};
prototype.getTimeZones ??= function (this: { timeZones?: string[] }) {
  return this.timeZones;
};

test("the country follows from the browser's time zone, not from its language", () => {
  expect(countryOf("Europe/Berlin", "en-US")).toBe("DE");
});
