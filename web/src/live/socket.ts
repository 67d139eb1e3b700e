import type { Query, QueryCacheNotifyEvent, QueryClient } from "@tanstack/react-query";
import { io, type Socket } from "socket.io-client";
import type { Me, Permission, Person } from "../employees/noun";
import type { Entity, Envelope } from "../noun";
import { watchCommandOf } from "../nouns";
import type { EntityType } from "../protocol";
import { hasSameAccess } from "../session/access";
import { keys } from "./keys";
import { onChangesSettled } from "./pending";
import { apply } from "./reducer";
import { currentStatus, updateStatus } from "./status";
import { DayClock, dependsOnToday } from "./today";

/** Who is online, and who looks at which record. */
export interface Presence {
  online: Person[];
  watching: { entity: Entity; people: Person[] }[];
}

/** The server's first message. */
interface Ready {
  employee: Person;
  permissions: Permission[];
}

/** What the session does when the connection finds it changed. */
interface SessionHandlers {
  /** The session has expired. */
  onExpired: () => void;
  /** Somebody else is signed in, or has other permissions: everything must be read again. */
  onIdentityChanged: () => void;
}

/** Events that arrive within this time are applied together, in milliseconds. */
const BATCH_DELAY = 16;
/** How many applied events are kept for reads in flight. */
const MAX_RECENT = 1_000;
/** The shortest time between two refreshes of the figures that events make stale. */
const REFRESH_INTERVAL = 1_000;
/** The shortest time between two snapshots. */
const SAVE_INTERVAL = 1_000;

/** The socket of a session: applies events to the query cache, from which pages read, and reports its status. */
export class Live {
  private readonly socket: Socket;
  private pending: Envelope[] = [];
  /** The events that were applied last, for reads in flight. */
  private recent: Envelope[] = [];
  /** The last event that had been applied when a query's latest read began. */
  private readonly readAfter = new WeakMap<Query, number>();
  private readonly flush = throttle(() => this.applyPending(), BATCH_DELAY);
  private readonly refreshFigures = throttle(
    () => void this.client.invalidateQueries({ queryKey: keys.figures }),
    REFRESH_INTERVAL,
  );
  private readonly save = throttle(() => void this.saveSnapshot(), SAVE_INTERVAL);
  private readonly clock = new DayClock(() => this.readNewDay());
  private readonly unsubscribe: (() => void)[];
  /** The records that this screen shows, to announce them again after a reconnect: by id, the name of their commands. */
  private readonly watched = new Map<string, string>();

  /** `seq`: the number of the last event that the cache includes. */
  constructor(
    private readonly client: QueryClient,
    private readonly me: Me,
    seq: number,
    private readonly handlers: SessionHandlers,
  ) {
    updateStatus({ state: "offline", seq, lag: null });
    this.socket = io({
      // Called at each attempt, so that a reconnect resumes after the last applied event.
      auth: (send) => send({ after: currentStatus().seq }),
      transports: ["websocket", "polling"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
    });
    this.listen();
    this.unsubscribe = [
      client.getQueryCache().subscribe((event) => this.onQueryUpdated(event)),
      onChangesSettled(this.save),
    ];
  }

  /** Announces that this screen shows a record, until the returned function is called. */
  watch(type: EntityType, id: string): () => void {
    const command = watchCommandOf(type);
    if (!command) return () => undefined;
    this.watched.set(id, command);
    this.socket.emit(`${command}:watch`, { id }, () => undefined);
    return () => {
      this.watched.delete(id);
      this.socket.emit(`${command}:unwatch`, { id }, () => undefined);
    };
  }

  close(): void {
    for (const unsubscribe of this.unsubscribe) unsubscribe();
    this.clock.stop();
    for (const timer of [this.flush, this.refreshFigures, this.save]) timer.cancel();
    this.socket.removeAllListeners();
    this.socket.disconnect();
    updateStatus({ state: "offline", seq: 0, lag: null });
  }

  private listen(): void {
    this.socket.on("ready", (ready: Ready) => this.onReady(ready));
    this.socket.on("resync", ({ seq }: { seq: number }) => this.readAgain(seq));
    this.socket.on("presence:list", (presence: Presence) => this.onCaughtUp(presence));
    this.socket.onAny((name: string, message) => {
      if (typeof message?.seq === "number" && typeof message.kind === "string") this.receive(message);
      // Pages read such a message where they know its name.
      else if (!this.socket.hasListeners(name)) this.client.setQueryData(keys.message(name), message);
    });
    this.socket.on("disconnect", (reason) => {
      updateStatus({ state: "offline" });
      // The server also disconnects a socket that is to reconnect; an expired session is refused when it does.
      if (reason === "io server disconnect") this.socket.connect();
    });
    this.socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
      updateStatus({ state: "offline" });
      const code = error.data?.code ?? "";
      if (code.startsWith("token_") || code === "account_inactive") this.handlers.onExpired();
      // After a refusal Socket.IO does not retry by itself.
      else if (!this.socket.active) setTimeout(() => this.socket.connect(), 2_000);
    });
  }

  private onReady({ employee, permissions }: Ready): void {
    if (hasSameAccess(this.me, { id: employee.id, permissions })) updateStatus({ state: "catching-up" });
    else this.handlers.onIdentityChanged();
  }

  private receive(envelope: Envelope): void {
    if (currentStatus().state === "live") {
      updateStatus({ lag: Math.max(0, Date.now() - Date.parse(envelope.at)) });
    }
    this.pending.push(envelope);
    this.flush();
  }

  private applyPending(): void {
    const events = this.pending.splice(0).filter((event) => event.seq > currentStatus().seq);
    const last = events.at(-1);
    if (!last) return;
    this.recent = [...this.recent, ...events].slice(-MAX_RECENT);
    // Set first: reads that these events cause begin after them.
    updateStatus({ seq: last.seq });
    apply(this.client, this.me, events);
    this.refreshFigures();
    this.save();
  }

  private onQueryUpdated(event: QueryCacheNotifyEvent): void {
    if (event.type !== "updated") return;
    const { action, query } = event;
    if (action.type === "fetch") this.readAfter.set(query, currentStatus().seq);
    if (action.type !== "success") return;
    if (!action.manual) this.reapplyRecent(query);
    this.save();
  }

  /**
   * A read that was in flight while events came may answer the state before them, and has just replaced what they changed
   * in its query: they are applied to it again. Records that already include them stay as they are. A query that they mark
   * stale is read once more, by a read that begins after them.
   */
  private reapplyRecent(query: Query): void {
    const after = this.readAfter.get(query) ?? 0;
    const missing = this.recent.filter((event) => event.seq > after);
    if (missing.length > 0) apply(this.client, this.me, missing, query);
  }

  /** The server sends who is online after the missed events: from now on events come live. */
  private onCaughtUp(presence: Presence): void {
    this.client.setQueryData(keys.presence, presence);
    if (currentStatus().state === "live") return;
    this.applyPending();
    updateStatus({ state: "live" });
    for (const [id, command] of this.watched) this.socket.emit(`${command}:watch`, { id }, () => undefined);
    this.refreshFigures();
    void this.client.refetchQueries({ predicate: (query) => query.state.status === "error" });
  }

  private async saveSnapshot(): Promise<void> {
    const { save } = await import("./store");
    await save(this.client, { me: this.me, seq: currentStatus().seq, day: this.clock.day });
  }

  /** Lists of days relative to today have other rows now. */
  private readNewDay(): void {
    this.client.removeQueries({ predicate: dependsOnToday, type: "inactive" });
    void this.client.invalidateQueries({ predicate: dependsOnToday });
    this.save();
  }

  /** The log no longer reaches back to what this screen shows. */
  private readAgain(seq: number): void {
    this.pending = [];
    this.recent = [];
    updateStatus({ seq });
    this.client.removeQueries({ type: "inactive" });
    void this.client.invalidateQueries();
  }
}

/** Runs once after the first of several calls. */
function throttle(run: () => void, delay: number): (() => void) & { cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      run();
    }, delay);
  };
  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}
