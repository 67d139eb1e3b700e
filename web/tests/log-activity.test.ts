import { afterEach, beforeEach, expect, test, vi } from "vitest";

interface Sent {
  path: string;
  key: string | null;
  body: Record<string, unknown>;
}

const CALL = { kind: "CALL" as const, text: "Asked for an offer" };
const RATED = { contactId: "c", stage: "MQL" as const, rating: 8, notes: CALL.text };

let sent: Sent[];
let failing: Set<string>;

beforeEach(() => {
  sent = [];
  failing = new Set();
  vi.stubGlobal("location", { origin: "http://crm.example" });
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    sent.push({ path, key: request.headers.get("idempotency-key"), body: await request.json() });
    if (failing.has(path)) return Response.json({ code: "unavailable" }, { status: 503 });
    return Response.json({ data: { id: path } }, { status: 201 });
  });
});
afterEach(() => void vi.unstubAllGlobals());

async function form() {
  const { logActivity } = await import("../src/record/logActivity");
  const { RequestKeys } = await import("../src/api/requestKeys");
  const keys = new RequestKeys();
  let rating = RATED.rating;
  /** What the form sends at each click, until both are logged. */
  const save = (activity = CALL) =>
    logActivity({
      contactId: "c",
      activity,
      session: rating > 0 ? { ...RATED, notes: activity.text } : undefined,
      keys,
      onSession: () => {
        rating = 0;
      },
    });
  return { save, rate: (value: number) => (rating = value) };
}
const to = (path: string) => sent.filter((request) => request.path.endsWith(path));

test("a call whose activity failed is tried again without a second session", async () => {
  const { save } = await form();
  failing.add("/api/leads/c/activity");
  await expect(save()).rejects.toThrow();
  failing.clear();
  await save();
  expect(to("/sessions")).toHaveLength(1);
  expect(to("/activity")).toHaveLength(2);
});

test("a request that is sent again has the key of before, a changed one another", async () => {
  const { save } = await form();
  failing.add("/api/sessions");
  await expect(save()).rejects.toThrow();
  await expect(save()).rejects.toThrow();
  const [first, second] = to("/sessions").map(({ key }) => key);
  expect(first).toBeTruthy();
  expect(second).toBe(first);
  failing.clear();
  await save({ ...CALL, text: "Asked for two offers" });
  expect(to("/sessions").at(-1)?.key).not.toBe(first);
  expect(to("/activity").at(-1)?.key).toBeTruthy();
});

test("the same text again, after it was logged, is another activity", async () => {
  const { save } = await form();
  await save();
  await save();
  const [first, second] = to("/activity").map(({ key }) => key);
  expect(second).not.toBe(first);
});
