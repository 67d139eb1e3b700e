import { afterEach, expect, test, vi } from "vitest";
import { stageAge } from "../src/leads/stageAge";

afterEach(() => vi.unstubAllGlobals());

test("a lead is stale once it has been at its stage for too long; a customer never is", () => {
  const age = (stage: "LEAD" | "CUSTOMER", day: string) =>
    stageAge({ stage, stageChangedAt: `${day}T06:00:00.000Z` }, "2026-11-22");
  expect(age("LEAD", "2026-11-22")).toEqual({ days: 0, isStale: false });
  expect(age("LEAD", "2026-11-15")).toEqual({ days: 7, isStale: true });
  expect(age("LEAD", "2026-11-16")).toEqual({ days: 6, isStale: false });
  expect(age("CUSTOMER", "2025-11-22").isStale).toBe(false);
});

test("the opportunities of many contacts are read together, page by page", async () => {
  vi.resetModules();
  const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  const asked: { ids: string[]; cursor: string | null }[] = [];
  vi.stubGlobal("location", { origin: "http://tandem.example" });
  vi.stubGlobal("fetch", async (request: Request) => {
    const { searchParams } = new URL(request.url);
    const [ids, cursor] = [searchParams.get("contactId")?.split(",") ?? [], searchParams.get("cursor")];
    asked.push({ ids, cursor });
    const half = ids.filter((_, index) => (cursor === "start") === index < ids.length / 2);
    const data = half.map((contactId) => ({ id: `of ${contactId}`, contactId, contactName: "Alice" }));
    return Response.json({ success: true, data, nextCursor: cursor === "start" ? "more" : null });
  });
  const { readOpportunities } = await import("../src/opportunities/batch");
  const found = await Promise.all(Array.from({ length: 20 }, (_, n) => readOpportunities(id(n))));
  expect(found.map((one) => one.map(({ id }) => id))).toEqual(
    Array.from({ length: 20 }, (_, n) => [`of ${id(n)}`]),
  );
  expect(found[0]?.[0]).not.toHaveProperty("contactName");
  expect(asked.map(({ ids, cursor }) => [ids.length, cursor]).sort()).toEqual([
    [13, "more"],
    [13, "start"],
    [7, "more"],
    [7, "start"],
  ]);
  // A later call does not join a batch that is under way or done.
  await readOpportunities(id(0));
  expect(asked).toHaveLength(6);
});
