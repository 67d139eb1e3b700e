import { answer, api } from "../api/client";
import type { RequestKeys } from "../api/requestKeys";
import type { Schemas } from "../protocol";
import type { Session } from "../sessions/noun";

interface NewLog {
  contactId: string;
  activity: Schemas["NewActivity"];
  /** A call or meeting that is rated is a session as well. */
  session?: Schemas["NewSession"];
  keys: RequestKeys;
  /** Called as soon as the session is logged. The activity may fail after it; a retry must not have the session again. */
  onSession?: (session: Session) => void;
}

/** Logs an activity, after the session that it is rated as. */
export async function logActivity({ contactId, activity, session, keys, onSession }: NewLog) {
  if (session) {
    const params = { header: keys.headerOf({ session }) };
    const saved = await answer(api.POST("/api/sessions", { params, body: session }));
    onSession?.(saved);
  }
  const params = { path: { id: contactId }, header: keys.headerOf({ contactId, activity }) };
  const logged = await answer(api.POST("/api/leads/{id}/activity", { params, body: activity }));
  keys.clear();
  return logged;
}
