import { expect, test } from "vitest";
import { closingOf } from "../src/stages/closing";

const EVENING = { id: "evening", expectedValue: 100 };
const MORNING = { id: "morning", expectedValue: 200 };

test("a form closes the opportunity that it shows, for the value that was typed", () => {
  expect(closingOf([EVENING, MORNING], { id: "morning", value: 250 })).toEqual({
    chosen: MORNING,
    value: 250,
  });
});

test("once the chosen opportunity is closed elsewhere, the form closes the one that it shows instead", () => {
  expect(closingOf([MORNING], { id: "evening", value: 90 })).toEqual({ chosen: MORNING, value: 200 });
});
