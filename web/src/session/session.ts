import { answer, api, read } from "../api/client";
import type { Me, Permission } from "../api/records";
import { Refusal } from "../api/refusal";
import { keys } from "../live/keys";
import type { Live } from "../live/socket";
import { keepDraftsOf, removeDrafts } from "../ui/drafts";
import { client } from "./client";

// What lives behind the sign-in is not loaded before it.
const socket = () => import("../live/socket");
const store = () => import("../live/store");

/** Says that this device has kept something: without, there is nothing to look for. */
const KEPT = "tandem.kept";
/** Says that whoever was here has left while the server was away. */
const LEAVING = "tandem.leaving";

let live: Live | null = null;
let go: (to: string) => void = () => undefined;

/** Says how to begin anew at another page, when the sign-in ends by itself or becomes another. */
export function onChange(then: (to: string) => void): void {
  go = then;
}

/** The signed-in employee, from this session, the last one that was kept, or the server; none: sign in. */
export async function enter(): Promise<Me | null> {
  const me = client.getQueryData<Me>(keys.me);
  if (me && live) return me;
  const kept = localStorage.getItem(KEPT) ? await (await store()).restore(client) : null;
  if (!kept) return begin();
  // What was kept is painted at once. Whether the sign-in is still good is asked meanwhile.
  await open(kept.me, kept.seq);
  void begin(kept.me).catch(() => undefined);
  return kept.me;
}

async function begin(kept?: Me): Promise<Me | null> {
  try {
    if (localStorage.getItem(LEAVING)) await leave();
    const { body, seq } = await read(api.GET("/api/auth/me"));
    const same = kept && kept.id === body.data.id && kept.role === body.data.role;
    if (kept && !same) await end();
    if (same) client.setQueryData(keys.me, body.data);
    else await open(body.data, seq);
    if (kept && !same) go("/");
    return body.data;
  } catch (error) {
    if (!(error instanceof Refusal) || !error.isSignedOut) throw error;
    if (kept) await expire();
    return null;
  }
}

async function open(me: Me, seq: number): Promise<void> {
  const { Live } = await socket();
  live?.close();
  client.setQueryData(keys.me, me);
  keepDraftsOf(me.id);
  localStorage.setItem(KEPT, "yes");
  live = new Live(client, me, seq, {
    ended: () => void expire(),
    changed: () => void start().then(() => go("/")),
  });
}

/** After a sign-in: whatever another one left behind is gone. */
export async function start(): Promise<void> {
  localStorage.removeItem(LEAVING);
  await end();
  await begin();
}

/** Ends the session on this device: nothing of it is left here. */
export async function end(): Promise<void> {
  live?.close();
  live = null;
  client.clear();
  if (!localStorage.getItem(KEPT)) return;
  await (await store()).forget();
  localStorage.removeItem(KEPT);
}

/** The sign-in is no longer good; after another one it goes on where it was. */
async function expire(): Promise<void> {
  const { pathname, search } = window.location;
  await end();
  go(`/sign-in?${new URLSearchParams({ next: pathname + search })}`);
}

/** Without the server this device forgets everything now, and the sign-in ends as soon as the server is there. */
export async function signOut(): Promise<void> {
  localStorage.setItem(LEAVING, "yes");
  await leave().catch(() => undefined);
  removeDrafts();
  await end();
}

async function leave(): Promise<void> {
  await answer(api.POST("/api/auth/logout"));
  localStorage.removeItem(LEAVING);
}

export function connection(): Live | null {
  return live;
}

export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}
