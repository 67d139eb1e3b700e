import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Me } from "../src/employees/noun";
import { restoreContact } from "../src/leads/deletion";
import { type Contact, contactKeys, removeContact } from "../src/leads/noun";
import { Cache } from "../src/live/cache";
import { rows } from "../src/live/list";
import { type Task, taskKeys } from "../src/tasks/noun";

const me = { id: "me", permissions: ["leads.work", "leads.manage"] } as unknown as Me;
const contact = { id: "c", name: "Asha Rao", version: 3, createdAt: "2026-01-01" } as Contact;
const task = { id: "t", contactId: "c", contactName: "Asha Rao", version: 1 } as Task;
const list = <Row>(row: Row) => ({ pages: [{ rows: [row], next: null, seq: 0 }], pageParams: ["start"] });

test("a deletion that is undone brings the lead back, and its tasks are read again", () => {
  const client = new QueryClient();
  const cache = new Cache(client, me);
  client.setQueryData(contactKeys.list({}), list(contact));
  client.setQueryData(taskKeys.list({}), list(task));

  removeContact(cache, contact.id);
  expect(cache.find<Task>(taskKeys.lists, task.id)).toBeUndefined();

  restoreContact(cache, contact);
  expect(rows(client.getQueryData(contactKeys.list({})))).toEqual([contact]);
  // A list that nobody looks at is dropped, and read when it is opened.
  expect(client.getQueryData(taskKeys.list({}))).toBeUndefined();
});
