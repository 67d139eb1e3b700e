import { notifyManager, type Query, type QueryClient } from "@tanstack/react-query";
import type { Me } from "../employees/noun";
import type { Envelope } from "../noun";
import { nounOfKind } from "../nouns";
import { Cache } from "./cache";
import { keys } from "./keys";

/** How many events the feed keeps. */
const FEED_SIZE = 50;

/**
 * Applies events, in the order of their numbers, to everything that has been read, or to one query only, and notifies
 * observers once.
 */
export function apply(client: QueryClient, me: Me, events: readonly Envelope[], only?: Query): void {
  const cache = new Cache(client, me, only);
  notifyManager.batch(() => {
    for (const event of events) {
      applyEvent(cache, event);
      if (event.kind !== "record:hidden") prependToFeed(client, event);
    }
  });
}

/** An event that cannot be applied does not hold up those after it: what it changed is read again. */
function applyEvent(cache: Cache, event: Envelope): void {
  try {
    // A newer server may send kinds that this page does not know yet.
    nounOfKind(event.kind)?.effects[event.kind]?.(cache, event as never);
  } catch (thrown) {
    globalThis.reportError?.(thrown);
    cache.markAllStale();
  }
}

function prependToFeed(client: QueryClient, event: Envelope): void {
  client.setQueryData<Envelope[]>(keys.feed, (feed) => {
    if (!feed || (feed[0]?.seq ?? 0) >= event.seq) return feed;
    return [event, ...feed].slice(0, FEED_SIZE);
  });
}
