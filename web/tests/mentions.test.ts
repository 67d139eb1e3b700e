import { expect, test } from "vitest";
import { matching, mentionBefore, mentionedIn } from "../src/ui/form/mentions";

const people = ["Asha Rao", "Asha Rao Menon", "Ravi Iyer", "Zoë", "आशा राव"].map((name) => ({
  id: name,
  name,
}));
const names = (found: { name: string }[]) => found.map(({ name }) => name);

test("an @ starts a mention, but not within an e-mail address", () => {
  expect(mentionBefore("call @ra", 8)).toEqual({ at: 5, typed: "ra" });
  expect(mentionBefore("@", 1)).toEqual({ at: 0, typed: "" });
  expect(mentionBefore("(@Asha R", 8)).toEqual({ at: 1, typed: "Asha R" });
  expect(mentionBefore("x@ravi", 6)).toBeUndefined();
  expect(mentionBefore("@Ravi, call", 11)).toBeUndefined();
  expect(mentionBefore("call @ra now", 4)).toBeUndefined();
  expect(mentionBefore("@आशा", 4)).toEqual({ at: 0, typed: "आशा" });
});

test("suggestions match any part of a name", () => {
  expect(names(matching(people, "iy"))).toEqual(["Ravi Iyer"]);
  expect(names(matching(people, "asha r"))).toEqual(["Asha Rao", "Asha Rao Menon"]);
  expect(matching(people, "")).toHaveLength(people.length);
});

test("mentions are found by full name, the longest match first", () => {
  expect(names(mentionedIn("@asha rao menon and @Ravi Iyer!", people))).toEqual([
    "Asha Rao Menon",
    "Ravi Iyer",
  ]);
  expect(names(mentionedIn("@Asha Rao, @asha rao", people))).toEqual(["Asha Rao"]);
  expect(mentionedIn("@Ravindra, x@ravi iyer, Zoë", people)).toEqual([]);
  expect(names(mentionedIn("(@Zoë) @आशा राव", people))).toEqual(["Zoë", "आशा राव"]);
});
