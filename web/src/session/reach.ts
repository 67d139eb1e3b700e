import { useSyncExternalStore } from "react";
import { ApiError } from "../api/error";
import { companyQuery } from "../company/noun";
import type { Me } from "../employees/noun";
import { addTexts } from "../words";
import english from "../words/en";
import { client } from "./client";
import { ensureSession } from "./session";

addTexts("en", english);

/** The delays before the first retries, in milliseconds. */
const RETRY_DELAYS = [1_000, 2_000, 4_000] as const;
const MAX_RETRY_DELAY = 5_000;

let isUnreachable = false;
const listeners = new Set<() => void>();

function setUnreachable(value: boolean): void {
  if (value === isUnreachable) return;
  isUnreachable = value;
  for (const listener of listeners) listener();
}

/** Whether the app is waiting for a server that it could not reach. */
export function useServerUnreachable(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isUnreachable,
  );
}

/** Who is signed in. While the server cannot be reached the question is repeated, until it answers or `signal` aborts. */
export async function enterWhenReachable(signal: AbortSignal): Promise<Me | null> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const me = await ensureSession();
      if (me) await loadCompany(me);
      setUnreachable(false);
      return me;
    } catch (thrown) {
      if (!(thrown instanceof ApiError) || !thrown.isTransient) throw thrown;
      setUnreachable(true);
      await wait(RETRY_DELAYS[attempt] ?? MAX_RETRY_DELAY, signal);
      if (signal.aborted) throw thrown;
    }
  }
}

/** The first paint formats dates and amounts for the company; without an answer, for the browser. */
async function loadCompany(me: Me): Promise<void> {
  await client.ensureQueryData(companyQuery(me.companyId)).catch(() => undefined);
}

/** Waits until the time is over, the network is back, or `signal` aborts. */
function wait(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, delay);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}
