import type { QueryClient } from "@tanstack/react-query";
import { io, type Socket } from "socket.io-client";
import { forgetReads, oldestRead } from "../api/client";
import type { Counters, Me, Permission, Person } from "../api/records";
import { keys } from "./keys";
import { apply, type Envelope } from "./reducer";
import { current, note } from "./status";

/** Who is online, and who looks at which record. */
export interface Presence {
  online: Person[];
  watching: { entity: { type: string; id: string }; people: Person[] }[];
}

/** What the server says first. */
interface Ready {
  employee: Person;
  permissions: Permission[];
}

/** Whose connection it is. */
interface Host {
  /** The sign-in is no longer good. */
  ended: () => void;
  /** Somebody else is signed in by now, or may do other things: everything is read anew. */
  changed: () => void;
}

/** Events that come together are shown together. */
const GATHER = 16;
/** Events that are remembered. An answer that more of them overtake would be read again by a `resync` anyway. */
const RECENT = 1_000;
/** Figures that an event made stale are read again at most so often. */
const FIGURES = 1_000;
/** The last state is kept at most so often. */
const SAVE = 1_000;

/** The one connection: it applies what happens to the query cache, and says how it stands. Pages read the cache. */
export class Live {
  private readonly socket: Socket;
  private waiting: Envelope[] = [];
  /** The last events that were applied, for answers that are still under way. */
  private recent: Envelope[] = [];
  private readonly flush = soon(() => this.applyWaiting(), GATHER);
  private readonly refreshFigures = soon(
    () => void this.client.invalidateQueries({ queryKey: keys.figures }),
    FIGURES,
  );
  private readonly save = soon(() => void this.keep(), SAVE);
  private readonly unsubscribe: () => void;
  /** What this screen looks at, to say so again after a reconnect. */
  private readonly watched = new Map<string, { kind: "lead" | "enquiry"; id: string }>();

  /** `seq`: the event up to which the cache is true. */
  constructor(
    private readonly client: QueryClient,
    private readonly me: Me,
    seq: number,
    private readonly host: Host,
  ) {
    note({ state: "offline", seq, lag: null });
    this.socket = io({
      // Asked anew at each attempt: a reconnect goes on where this one ended.
      auth: (answer) => answer({ after: current().seq }),
      transports: ["websocket", "polling"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    this.socket.on("ready", (ready: Ready) => this.welcome(ready));
    this.socket.on("resync", ({ seq }: { seq: number }) => this.readAgain(seq));
    this.socket.on("presence:list", (presence: Presence) => this.caughtUp(presence));
    this.socket.on("dashboard:counters", (counters: Counters) =>
      this.client.setQueryData(keys.counters, counters),
    );
    this.socket.onAny((_, envelope) => {
      if (typeof envelope?.seq === "number" && typeof envelope.kind === "string") this.take(envelope);
    });
    this.socket.on("disconnect", (why) => {
      note({ state: "offline" });
      // The server ends a socket whose sign-in ended, and one that is to come back: it says which when asked.
      if (why === "io server disconnect") this.socket.connect();
    });
    this.socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
      note({ state: "offline" });
      const code = error.data?.code ?? "";
      if (code.startsWith("token_") || code === "account_inactive") this.host.ended();
      // A refusal is not tried again by itself.
      else if (!this.socket.active) setTimeout(() => this.socket.connect(), 2_000);
    });
    this.unsubscribe = client.getQueryCache().subscribe((event) => {
      if (event.type !== "updated" || event.action.type !== "success") return;
      if (!event.action.manual) this.retell();
      this.save();
    });
  }

  /** Tells colleagues that this record is being looked at, until the answer is called. */
  watch(kind: "lead" | "enquiry", id: string): () => void {
    this.watched.set(id, { kind, id });
    this.socket.emit(`${kind}:watch`, { id }, () => undefined);
    return () => {
      this.watched.delete(id);
      this.socket.emit(`${kind}:unwatch`, { id }, () => undefined);
    };
  }

  close(): void {
    this.unsubscribe();
    for (const timer of [this.flush, this.refreshFigures, this.save]) timer.cancel();
    this.socket.removeAllListeners();
    this.socket.disconnect();
    note({ state: "offline", seq: 0, lag: null });
  }

  private welcome({ employee, permissions }: Ready): void {
    const same = employee.id === this.me.id && permissions.join() === this.me.permissions.join();
    if (same) note({ state: "catching-up" });
    else this.host.changed();
  }

  private take(envelope: Envelope): void {
    if (current().state === "live") note({ lag: Math.max(0, Date.now() - Date.parse(envelope.at)) });
    this.waiting.push(envelope);
    this.flush();
  }

  private applyWaiting(): void {
    const events = this.waiting.splice(0).filter((event) => event.seq > current().seq);
    const last = events.at(-1);
    if (!last) return;
    this.recent = [...this.recent, ...events].slice(-RECENT);
    apply(this.client, this.me, events);
    note({ seq: last.seq });
    this.refreshFigures();
    this.save();
  }

  /**
   * An answer that was under way while events came shows the state before them, and has just replaced what they had
   * made: they are told once more. What shows them already stays as it is.
   */
  private retell(): void {
    const since = oldestRead();
    const missing = this.recent.filter((event) => event.seq > since);
    // What is read because of these events begins after them.
    if (this.client.isFetching() === 0) forgetReads();
    if (missing.length > 0) apply(this.client, this.me, missing);
  }

  /** After what was missed the server says who is here: from now on everything comes as it happens. */
  private caughtUp(presence: Presence): void {
    this.client.setQueryData(keys.presence, presence);
    if (current().state === "live") return;
    this.applyWaiting();
    note({ state: "live" });
    for (const { kind, id } of this.watched.values()) {
      this.socket.emit(`${kind}:watch`, { id }, () => undefined);
    }
    this.refreshFigures();
    void this.client.refetchQueries({ predicate: (query) => query.state.status === "error" });
  }

  private async keep(): Promise<void> {
    const { keep } = await import("./store");
    await keep(this.client, this.me, current().seq);
  }

  /** The log no longer reaches back to what this screen shows. */
  private readAgain(seq: number): void {
    this.waiting = [];
    this.recent = [];
    note({ seq });
    this.client.removeQueries({ type: "inactive" });
    void this.client.invalidateQueries();
  }
}

/** Runs once, some time after the first of several calls. */
function soon(run: () => void, delay: number): (() => void) & { cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      run();
    }, delay);
  };
  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}
