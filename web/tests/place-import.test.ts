import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Me } from "../src/employees/noun";
import { type Import, importKeys, placeImport } from "../src/leads/import/noun";
import { Cache } from "../src/live/cache";
import { rows } from "../src/live/list";

const one = (status: Import["status"], version: number) =>
  ({ id: "i", status, version, createdAt: "2026-01-01" }) as Import;

test("the answer to a request does not overwrite an event that came before it", () => {
  const client = new QueryClient();
  const cache = new Cache(client, { id: "me" } as Me);
  client.setQueryData(importKeys.one("i"), one("MAPPING", 1));
  client.setQueryData(importKeys.lists, {
    pages: [{ rows: [one("MAPPING", 1)], next: null, seq: 0 }],
    pageParams: ["start"],
  });
  placeImport(cache, one("DONE", 4));
  placeImport(cache, one("QUEUED", 2));
  expect(client.getQueryData(importKeys.one("i"))).toEqual(one("DONE", 4));
  expect(rows(client.getQueryData(importKeys.lists))).toEqual([one("DONE", 4)]);
});

test("an uploaded file is stored before anything has read it", () => {
  const client = new QueryClient();
  placeImport(new Cache(client, { id: "me" } as Me), one("MAPPING", 1));
  expect(client.getQueryData(importKeys.one("i"))).toEqual(one("MAPPING", 1));
});
