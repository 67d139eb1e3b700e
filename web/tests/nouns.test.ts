import { expect, test } from "vitest";
import { colleagueCanSee } from "../src/leads/rule";
import { defineNouns } from "../src/noun";
import { linkTo, NOUNS, subjectOf } from "../src/nouns";
import { ROLES, STAGES } from "../src/protocol/enums";
import { PERMISSIONS_OF, STAGE_MOVES } from "../src/protocol/rules";
import { moveOf, nextStages } from "../src/stages/moves";
import { taskNoun } from "../src/tasks/noun";

test("a list of nouns that leaves an entity, an event kind or a search group out does not compile", () => {
  // @ts-expect-error
  expect(defineNouns([taskNoun])).toEqual([taskNoun]);
});

test("an entity type and an event kind belong to one noun", () => {
  const entities = NOUNS.map(({ entity }) => entity);
  const kinds = NOUNS.flatMap(({ effects }) => Object.keys(effects));
  expect(new Set(entities).size).toBe(entities.length);
  expect(new Set(kinds).size).toBe(kinds.length);
});

test("records link to where they are shown, and unknown types nowhere", () => {
  expect(linkTo({ type: "contact", id: "1" }, "me")).toBe("/leads/1");
  expect(linkTo({ type: "enquiry", id: "1" }, "me")).toBe("/enquiries?tab=all&open=1");
  expect(linkTo({ type: "bulk_change", id: "1" }, "me")).toBe("/leads?ownerId=me&sort=-updatedAt");
  expect(linkTo({ type: "deal", id: "1" }, "me")).toBeUndefined();
  expect(linkTo({ type: "spaceship", id: "1" }, "me")).toBeUndefined();
});

test("the pages of the navigation are open to those who may read them", () => {
  const pages = NOUNS.flatMap(({ page }) => (page ? [[page.to, page.permission]] : []));
  expect(pages).toEqual([
    ["/enquiries", "enquiries.work"],
    ["/tasks", "leads.work"],
    ["/leads", "leads.work"],
    ["/opportunities", "leads.work"],
    ["/deals", "leads.work"],
  ]);
});

test("an event has a subject, which links to a record", () => {
  const stage = { kind: "lead:stage", data: { id: "1", name: "Maya", to: "SQL" } };
  expect(subjectOf(stage)).toEqual({ name: "Maya", entity: { type: "contact", id: "1" }, stage: "SQL" });
  const email = { kind: "email:sent", data: { subject: "Hello", contactId: "1" } };
  expect(subjectOf(email)).toEqual({ name: "Hello", entity: { type: "contact", id: "1" } });
  expect(subjectOf({ kind: "link:issued", data: { email: "a@b.example" } })).toEqual({ name: "a@b.example" });
  expect(subjectOf({ kind: "spaceship:landed", data: { name: "X" } })).toEqual({ name: "" });
});

test("what a colleague may see follows from the permissions of their role", () => {
  for (const role of ROLES) {
    const sees = (owner: { id: string; name: string } | null) =>
      colleagueCanSee({ id: "1", role }, { owner });
    const [manages, works] = (["leads.manage", "leads.work"] as const).map((permission) =>
      PERMISSIONS_OF[role].includes(permission),
    );
    expect(sees({ id: "2", name: "Another" }), role).toBe(manages);
    expect(sees({ id: "1", name: "Own" }), role).toBe(works);
    expect(sees(null), role).toBe(works);
  }
});

test("the app has exactly the stage moves of the server", () => {
  for (const from of STAGES) {
    expect(nextStages(from)).toEqual(STAGE_MOVES[from]);
    for (const to of STAGES)
      expect(moveOf(from, to).kind !== "none", `${from} → ${to}`).toBe(nextStages(from).includes(to));
  }
});
