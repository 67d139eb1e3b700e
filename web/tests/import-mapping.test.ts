import { describe, expect, it } from "vitest";
import { type Draft, fieldOf, mappingBody, movedUp, withField } from "../src/leads/import/mapping";

const draft: Draft = {
  fields: { name: ["Last"], email: ["Mail"] },
  constants: { source: " ", tags: "fair" },
  match: "skip",
};

describe("the mapping of an import", () => {
  it("joins a second column of a field behind the first, in an order that can be changed", () => {
    const joined = withField(draft, "First", "name");
    expect(joined.fields.name).toEqual(["Last", "First"]);
    expect(movedUp(joined, "First").fields.name).toEqual(["First", "Last"]);
    expect(movedUp(joined, "Last")).toEqual(joined);
  });

  it("has each column in one field, and no field without columns", () => {
    const moved = withField(draft, "Mail", "name");
    expect(moved.fields).toEqual({ name: ["Last", "Mail"] });
    expect(fieldOf(moved, "Mail")).toBe("name");
    expect(withField(moved, "Mail", undefined).fields).toEqual({ name: ["Last"] });
  });

  it("sends only constants that say something", () => {
    expect(mappingBody(draft).constants).toEqual({ tags: "fair" });
  });
});
