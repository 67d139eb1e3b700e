import {
  type DehydratedState,
  dehydrate,
  hydrate,
  type Query,
  type QueryClient,
} from "@tanstack/react-query";
import { Dexie, type EntityTable } from "dexie";
import type { Me } from "../employees/noun";
import { hasPendingChanges } from "./pending";
import { dependsOnToday, today } from "./today";

/** The persisted queries as of one event, from which a reload paints. */
interface Snapshot {
  id: "last";
  me: Me;
  seq: number;
  /** The company's day when it was saved. */
  day: string;
  state: DehydratedState;
}

const database = new Dexie("tandem") as Dexie & { snapshots: EntityTable<Snapshot, "id"> };
database.version(1).stores({ snapshots: "id" });

/** Puts the last snapshot into the cache; `null` if there is none. */
export async function restore(client: QueryClient): Promise<{ me: Me; seq: number } | null> {
  const snapshot = await database.snapshots.get("last").catch(() => undefined);
  if (!snapshot) return null;
  hydrate(client, snapshot.state);
  // What was asked for "today" then is not today's.
  if (snapshot.day !== today()) client.removeQueries({ predicate: dependsOnToday });
  return { me: snapshot.me, seq: snapshot.seq };
}

/** Saves the state as of an event and a day; not while a change is pending, which may still be rolled back. */
export async function save(
  client: QueryClient,
  { me, seq, day }: Omit<Snapshot, "id" | "state">,
): Promise<void> {
  if (hasPendingChanges()) return;
  const state = dehydrate(client, {
    shouldDehydrateQuery: (query) => isPersisted(query),
    shouldDehydrateMutation: () => false,
  });
  // A private window may have no storage; the app works without.
  await database.snapshots.put({ id: "last", me, seq, day, state }).catch(() => undefined);
}

/** Rows of an earlier day, which are being read again, are left out: the snapshot is of the current day. */
function isPersisted(query: Query): boolean {
  const { status, isInvalidated } = query.state;
  const isOutdated = isInvalidated && dependsOnToday(query);
  return status === "success" && query.meta?.persist === true && !isOutdated;
}

/** Deletes everything: at sign-out, and when somebody else signs in. */
export async function clear(): Promise<void> {
  await database.snapshots.clear().catch(() => undefined);
}
