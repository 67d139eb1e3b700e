import { useSyncExternalStore } from "react";

/** The state of the connection to the server. */
interface ConnectionStatus {
  state: "offline" | "catching-up" | "live";
  /** The number of the last event that was applied. */
  seq: number;
  /** From the change to this screen, in milliseconds; of the last event that came live. */
  lag: number | null;
}

let status: ConnectionStatus = { state: "offline", seq: 0, lag: null };
const listeners = new Set<() => void>();

export function updateStatus(change: Partial<ConnectionStatus>): void {
  status = { ...status, ...change };
  for (const listener of listeners) listener();
}

export function currentStatus(): ConnectionStatus {
  return status;
}

export function useStatus(): ConnectionStatus {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentStatus);
}
