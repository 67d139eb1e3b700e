import { afterEach, expect, test, vi } from "vitest";
import { ApiError } from "../src/api/error";
import type { Me } from "../src/employees/noun";
import { keys } from "../src/live/keys";
import { hasSameAccess } from "../src/session/access";
import { client } from "../src/session/client";
import { onRedirect, startSession } from "../src/session/session";

interface Handlers {
  onIdentityChanged: () => void;
}
const opened = vi.hoisted(() => ({ handlers: undefined as Handlers | undefined }));
vi.mock("../src/live/socket", () => ({
  Live: class {
    constructor(_client: unknown, _me: unknown, _seq: number, handlers: Handlers) {
      opened.handlers = handlers;
    }
    close() {}
  },
}));
vi.mock("../src/live/store", () => ({ clear: async () => undefined, restore: async () => null }));

const fetched = vi.hoisted(() => vi.fn());
vi.mock("../src/api/client", () => ({ api: { GET: () => undefined }, read: fetched, answer: fetched }));

const stored = new Map<string, string>();
vi.stubGlobal("localStorage", {
  length: 0,
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => stored.set(key, value),
  removeItem: (key: string) => stored.delete(key),
  key: () => null,
});

const me = { id: "1", permissions: ["leads.work"] } as unknown as Me;

afterEach(() => client.clear());

test("a changed role loads the app again, also when the server cannot be reached just then", async () => {
  const redirect = vi.fn();
  onRedirect(redirect);
  fetched.mockResolvedValueOnce({ body: { data: me }, seq: 1 });
  await startSession();
  expect(client.getQueryData(keys.me)).toEqual(me);
  fetched.mockRejectedValueOnce(ApiError.unreachable());
  opened.handlers?.onIdentityChanged();
  await vi.waitFor(() => expect(redirect).toHaveBeenCalledWith("/"));
  expect(client.getQueryData(keys.me)).toBeUndefined();
});

test("the same employee with other permissions has another access", () => {
  expect(hasSameAccess(me, { ...me })).toBe(true);
  expect(hasSameAccess(me, { ...me, permissions: ["leads.work", "leads.manage"] })).toBe(false);
  expect(hasSameAccess(me, { ...me, id: "2" })).toBe(false);
});
