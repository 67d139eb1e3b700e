import { useState, useSyncExternalStore } from "react";
import { ago, moment } from "../words/format";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer serves all components, so that they tick together, once a second. */
function subscribe(listener: () => void): () => void {
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
}

/** The current time. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A relative time, with the exact one as its title. Lists have many: each renders again only when it reads differently. */
export function Ago({ time }: { time: string }) {
  const text = useSyncExternalStore(subscribe, () => ago(time, now));
  return (
    <time
      dateTime={time}
      style={{ whiteSpace: "nowrap" }}
      onPointerEnter={(event) => {
        event.currentTarget.title = moment(time);
      }}
    >
      {text}
    </time>
  );
}

/** How old a row may be to count as new, in milliseconds. */
const NEW_FOR = 5_000;

/** The class of a row that flashes once, if the row was created while the page was open. */
export function useNewRowClass(createdAt: string): string | undefined {
  const [isNew] = useState(() => Date.now() - Date.parse(createdAt) < NEW_FOR);
  return isNew ? "new-row" : undefined;
}
