import { answer, api, read } from "../api/client";
import { ApiError } from "../api/error";
import type { Me } from "../employees/noun";
import { keys } from "../live/keys";
import { Live } from "../live/socket";
import { keepDraftsOf, removeDrafts } from "../ui/form/drafts";
import { hasSameAccess } from "./access";
import { client } from "./client";

// The database is loaded only where there is a snapshot, or something to store.
const store = () => import("../live/store");

/** In local storage: this device has a snapshot. */
const HAS_SNAPSHOT = "tandem.kept";
/** In local storage: somebody signed out while the server could not be reached. */
const SIGN_OUT_PENDING = "tandem.leaving";

let live: Live | null = null;
// A full page load, so that nothing of the previous session is left in memory.
let redirect = (to: string): void => window.location.replace(to);

/** Replaces how the app goes to another page when the session ends or becomes another. */
export function onRedirect(handler: (to: string) => void): void {
  redirect = handler;
}

/** The signed-in employee: of this session, of the last snapshot, or of the server; `null`: nobody. */
export async function ensureSession(): Promise<Me | null> {
  const me = client.getQueryData<Me>(keys.me);
  if (me && live) return me;
  const snapshot = localStorage.getItem(HAS_SNAPSHOT) ? await (await store()).restore(client) : null;
  if (!snapshot) return fetchSession();
  // The snapshot is painted at once, while the server is asked whether the session is still valid.
  await openSession(snapshot.me, snapshot.seq);
  void fetchSession(snapshot.me).catch(() => undefined);
  return snapshot.me;
}

/** Asks the server who is signed in. `restored`: whose snapshot is shown meanwhile. */
async function fetchSession(restored?: Me): Promise<Me | null> {
  try {
    if (localStorage.getItem(SIGN_OUT_PENDING)) await revokeSession();
    const { body, seq } = await read(api.GET("/api/auth/me"));
    const isSame = restored !== undefined && hasSameAccess(restored, body.data);
    if (restored && !isSame) await endSession();
    if (isSame) client.setQueryData(keys.me, body.data);
    else await openSession(body.data, seq);
    if (restored && !isSame) redirect("/");
    return body.data;
  } catch (error) {
    if (!(error instanceof ApiError) || !error.isSignedOut) throw error;
    if (restored) await expireSession();
    return null;
  }
}

async function openSession(me: Me, seq: number): Promise<void> {
  live?.close();
  client.setQueryData(keys.me, me);
  keepDraftsOf(me.id);
  localStorage.setItem(HAS_SNAPSHOT, "yes");
  live = new Live(client, me, seq, {
    onExpired: () => void expireSession(),
    onIdentityChanged: () => void restartSession(),
  });
}

/** Starts a session after a sign-in, without anything of an earlier one. */
export async function startSession(): Promise<void> {
  localStorage.removeItem(SIGN_OUT_PENDING);
  await endSession();
  await fetchSession();
}

/** Reads everything again for whoever is signed in now. The page that is loaded then retries what fails here. */
async function restartSession(): Promise<void> {
  await startSession().catch(() => undefined);
  redirect("/");
}

/** Ends the session on this device and deletes its data here. */
async function endSession(): Promise<void> {
  live?.close();
  live = null;
  client.clear();
  if (!localStorage.getItem(HAS_SNAPSHOT)) return;
  await (await store()).clear();
  localStorage.removeItem(HAS_SNAPSHOT);
}

/** The session is no longer valid; after the next sign-in the same page opens. */
async function expireSession(): Promise<void> {
  const { pathname, search } = window.location;
  await endSession();
  redirect(`/sign-in?${new URLSearchParams({ next: pathname + search })}`);
}

/** Signs out. If the server cannot be reached the data is deleted here now, and the session as soon as it can. */
export async function signOut(): Promise<void> {
  localStorage.setItem(SIGN_OUT_PENDING, "yes");
  await revokeSession().catch(() => undefined);
  removeDrafts();
  await endSession();
}

async function revokeSession(): Promise<void> {
  await answer(api.POST("/api/auth/logout"));
  localStorage.removeItem(SIGN_OUT_PENDING);
}

export function connection(): Live | null {
  return live;
}
