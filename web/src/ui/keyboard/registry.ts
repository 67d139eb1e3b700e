import type { ReactNode } from "react";
import { COMMAND_IDS, COMMANDS, type CommandId } from "./commands";

/** One of the things that a command may be done with: a colleague to assign to, a stage to move to. */
export interface Choice {
  id: string;
  label: string;
  icon?: ReactNode;
  run: () => void;
}

/** What a command does on the page that is open: something at once, or after a choice in the palette. */
export type Handler =
  | { subject?: string; run: () => void }
  /** `subject`: the name of the record that it is done with. */
  | { subject?: string; choices: () => readonly Choice[] | Promise<readonly Choice[]> };

/** A handler for each command that is possible now. A function is short for a handler that only runs. */
export type Handlers = { [Id in CommandId]?: Handler | (() => void) | false | null };

/** A command that is possible now. */
export interface AvailableCommand {
  id: CommandId;
  subject?: string;
}

/** What is possible now, by the components that are mounted. */
export class CommandRegistry {
  private readonly sources = new Map<symbol, ReadonlyMap<CommandId, Handler>>();
  private readonly listeners = new Set<() => void>();
  private shown: readonly AvailableCommand[] = [];

  /** Sets what a component offers. It is called after each of its renders, so it must be cheap. */
  set(source: symbol, handlers: Handlers): void {
    this.sources.set(source, new Map(definedHandlers(handlers)));
    this.refresh();
  }

  remove(source: symbol): void {
    if (this.sources.delete(source)) this.refresh();
  }

  /** What a command does now. Of several components, the one that was mounted last decides. */
  handlerOf(id: CommandId): Handler | undefined {
    return [...this.sources.values()].findLast((handlers) => handlers.has(id))?.get(id);
  }

  /** The command that a key runs now. One of the page comes before one of the app. */
  commandOf(key: string): CommandId | undefined {
    const ids = this.shown.map(({ id }) => id).filter((id) => COMMANDS[id].keys?.includes(key));
    return ids.find((id) => COMMANDS[id].section !== "app") ?? ids[0];
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What is possible now, in the order of the declarations; the same array until that changes. */
  available = (): readonly AvailableCommand[] => this.shown;

  private refresh(): void {
    const now = COMMAND_IDS.flatMap((id) => {
      const handler = this.handlerOf(id);
      return handler ? [{ id, subject: handler.subject }] : [];
    });
    const isSame =
      now.length === this.shown.length &&
      now.every(({ id, subject }, index) => {
        const old = this.shown[index];
        return old?.id === id && old.subject === subject;
      });
    if (isSame) return;
    this.shown = now;
    for (const listener of this.listeners) listener();
  }
}

function definedHandlers(handlers: Handlers): [CommandId, Handler][] {
  return COMMAND_IDS.flatMap((id) => {
    const handler = handlers[id];
    if (!handler) return [];
    return [[id, typeof handler === "function" ? { run: handler } : handler]];
  });
}

export const registry = new CommandRegistry();
