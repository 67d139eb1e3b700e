import { Tooltip } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { ago, moment } from "../words/format";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all: whatever shows how long something takes ticks together, once a second. */
export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const each of listeners) each();
      }, 1_000);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    () => now,
  );
}

/** When it was, as people say it; the exact time on pointing. */
export function Ago({ time }: { time: string }) {
  const now = useNow();
  return (
    <Tooltip label={moment(time)}>
      <time dateTime={time} style={{ whiteSpace: "nowrap" }}>
        {ago(time, now)}
      </time>
    </Tooltip>
  );
}

/** What is younger than this has just come. */
const FRESH = 5_000;

/** The class of a row that flashes once, if it has come while the page was open. */
export function useArrival(at: string): string | undefined {
  const [isFresh] = useState(() => Date.now() - Date.parse(at) < FRESH);
  return isFresh ? "arrived" : undefined;
}
