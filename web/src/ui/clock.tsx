import { Tooltip } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { ago, moment } from "../words/format";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** The current time. One timer serves all components, so that they tick together, once a second. */
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

/** A relative time, with the exact one as its tooltip. */
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

/** How old a row may be to count as new, in milliseconds. */
const NEW_FOR = 5_000;

/** The class of a row that flashes once, if the row was created while the page was open. */
export function useNewRowClass(createdAt: string): string | undefined {
  const [isNew] = useState(() => Date.now() - Date.parse(createdAt) < NEW_FOR);
  return isNew ? "new-row" : undefined;
}
