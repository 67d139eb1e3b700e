import { type DehydratedState, dehydrate, hydrate, type QueryClient } from "@tanstack/react-query";
import { Dexie, type EntityTable } from "dexie";
import type { Me } from "../api/records";

/** What a reload paints from: everything that was read and is worth keeping, as of one event. */
interface Snapshot {
  id: "last";
  me: Me;
  seq: number;
  state: DehydratedState;
}

/** Another shape of the cache needs another number: what was kept before is then forgotten. */
const SHAPE = 1;

const database = new Dexie("tandem") as Dexie & { snapshots: EntityTable<Snapshot, "id"> };
database.version(SHAPE).stores({ snapshots: "id" });

/** The last state, put into the cache; none where nothing was kept. */
export async function restore(client: QueryClient): Promise<{ me: Me; seq: number } | null> {
  const snapshot = await database.snapshots.get("last").catch(() => undefined);
  if (!snapshot) return null;
  hydrate(client, snapshot.state);
  return { me: snapshot.me, seq: snapshot.seq };
}

/** Keeps the state as of this event. While a change is under way what shows may still be taken back: not then. */
export async function keep(client: QueryClient, me: Me, seq: number): Promise<void> {
  if (client.isMutating() > 0) return;
  const state = dehydrate(client, {
    shouldDehydrateQuery: (query) => query.state.status === "success" && query.meta?.keep === true,
    shouldDehydrateMutation: () => false,
  });
  // A private window may have no room; the app works without.
  await database.snapshots.put({ id: "last", me, seq, state }).catch(() => undefined);
}

/** Forgets everything: at sign-out, and when somebody else signs in. */
export async function forget(): Promise<void> {
  await database.snapshots.clear().catch(() => undefined);
}
