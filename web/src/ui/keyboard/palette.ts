import { useSyncExternalStore } from "react";
import type { CommandId } from "./commands";
import { registry } from "./registry";

interface PaletteState {
  isOpen: boolean;
  /** The command whose choices are shown. */
  command?: CommandId;
}

let state: PaletteState = { isOpen: false };
const listeners = new Set<() => void>();

function set(next: PaletteState): void {
  state = next;
  for (const listener of listeners) listener();
}

export const openPalette = (command?: CommandId) => set({ isOpen: true, command });
/** The command stays until the palette is opened again: it is shown while the palette fades. */
export const closePalette = () => set({ ...state, isOpen: false });

export function usePalette(): PaletteState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Does what a command does now; one with choices asks in the palette which. */
export function runCommand(id: CommandId): void {
  const handler = registry.handlerOf(id);
  if (!handler) return;
  if ("choices" in handler) openPalette(id);
  else handler.run();
}
