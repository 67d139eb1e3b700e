import type { Query } from "@tanstack/react-query";
import { dayOf } from "../words/calendar";
import { zone } from "../words/zone";
import { isRelative } from "./days";

/** The company's current day. */
export function today(): string {
  return dayOf(Date.now(), zone());
}

/** Whether a query asks for days relative to today: another day has another answer. */
export function dependsOnToday({ queryKey }: Pick<Query, "queryKey">): boolean {
  return queryKey.some(
    (part) =>
      typeof part === "object" &&
      part !== null &&
      Object.values(part).some((value) => typeof value === "string" && isRelative(value)),
  );
}

/** How often the day is looked at, in milliseconds: a device may sleep past midnight, and a time zone may change. */
const CHECK_INTERVAL = 30_000;

/** The company's day as the app has last seen it; calls `onNewDay` when it is another one. */
export class DayClock {
  private seen = today();
  private readonly timer = setInterval(() => this.check(), CHECK_INTERVAL);

  constructor(private readonly onNewDay: () => void) {}

  get day(): string {
    return this.seen;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const current = today();
    if (current === this.seen) return;
    this.seen = current;
    this.onNewDay();
  }
}
