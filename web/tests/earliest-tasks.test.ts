import { expect, test } from "vitest";
// The nouns import each other: they are loaded as a whole.
import "../src/nouns";
import { earliestByContact } from "../src/tasks/earliestTasks";
import type { Task } from "../src/tasks/noun";

test("a contact shows the earliest of its tasks, by one map for all cards", () => {
  const task = (id: string, contactId: string) => ({ id, contactId }) as Task;
  const page = { rows: [task("1", "a"), task("2", "b"), task("3", "a")], next: null };
  const list = { pages: [page], pageParams: ["start"] };
  const earliest = earliestByContact(list);
  expect([earliest.get("a")?.id, earliest.get("b")?.id]).toEqual(["1", "2"]);
  expect(earliestByContact(list)).toBe(earliest);
});
