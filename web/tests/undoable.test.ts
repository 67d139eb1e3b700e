import { beforeEach, expect, test, vi } from "vitest";
import { commitPending, undoable } from "../src/ui/notify";

beforeEach(() => void vi.useFakeTimers());

test("what can still be undone is committed and awaited before a sign-out", async () => {
  const steps: string[] = [];
  const request = async () => {
    steps.push("sent");
    await Promise.resolve();
    steps.push("answered");
  };
  undoable("Deleted", request, () => steps.push("undone"));
  await commitPending();
  expect(steps).toEqual(["sent", "answered"]);
  // Neither a second call nor the timer commits it again.
  await commitPending();
  await vi.runAllTimersAsync();
  expect(steps).toEqual(["sent", "answered"]);
});

test("a request that fails does not keep the user from signing out", async () => {
  undoable("Deleted", () => Promise.reject(new Error("away")), vi.fn());
  await expect(commitPending()).resolves.toBeUndefined();
});

test("an action is committed by itself after the time to undo it", async () => {
  const commit = vi.fn();
  undoable("Deleted", commit, vi.fn());
  await vi.advanceTimersByTimeAsync(6_000);
  expect(commit).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(commit).toHaveBeenCalledOnce();
});
