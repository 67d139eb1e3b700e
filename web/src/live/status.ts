import { useSyncExternalStore } from "react";

/** How the app stands to the server. */
export interface Status {
  state: "offline" | "catching-up" | "live";
  /** The number of the last event that was applied. */
  seq: number;
  /** From the change to this screen, in milliseconds; of the last event that came live. */
  lag: number | null;
}

let status: Status = { state: "offline", seq: 0, lag: null };
const listeners = new Set<() => void>();

export function note(change: Partial<Status>): void {
  status = { ...status, ...change };
  for (const listener of listeners) listener();
}

export function current(): Status {
  return status;
}

export function useStatus(): Status {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}
