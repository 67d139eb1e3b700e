import { useSyncExternalStore } from "react";
import type { Me } from "../api/records";
import { Refusal } from "../api/refusal";
import { loadInside } from "../words";
import { client } from "./client";
import { enter } from "./session";

/** From the first attempt to the next ones, in milliseconds: soon at first, then patiently. */
const PAUSES = [1_000, 2_000, 4_000] as const;
const LONGEST_PAUSE = 5_000;

let isAway = false;
const listeners = new Set<() => void>();

function say(away: boolean): void {
  if (away === isAway) return;
  isAway = away;
  for (const listener of listeners) listener();
}

/** Whether the app waits for a server that it could not reach. */
export function useServerAway(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isAway,
  );
}

/** Who is signed in. While the server cannot be reached it is asked again, until it answers or nobody waits any more. */
export async function enterWhenReachable(signal: AbortSignal): Promise<Me | null> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [me] = await Promise.all([enter(), loadInside()]);
      if (me) await loadCompany(me);
      say(false);
      return me;
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || !thrown.passes) throw thrown;
      say(true);
      await pause(PAUSES[attempt] ?? LONGEST_PAUSE, signal);
      if (signal.aborted) throw thrown;
    }
  }
}

/** Days, dates and amounts are the company's from the first picture on; without an answer, the browser's. */
async function loadCompany(me: Me): Promise<void> {
  const { company } = await import("../api/reads");
  await client.ensureQueryData(company(me.companyId)).catch(() => undefined);
}

/** Waits; not longer than until the network is back, or nobody waits any more. */
function pause(length: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, length);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}
