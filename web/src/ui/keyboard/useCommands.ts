import { useEffect, useState, useSyncExternalStore } from "react";
import { can } from "../../session/access";
import { useMe } from "../../session/me";
import { COMMAND_IDS, COMMANDS } from "./commands";
import { type AvailableCommand, type Handlers, registry } from "./registry";

/**
 * Says what commands do while this component is mounted: their shortcuts work, the palette lists them. A command without
 * a handler, or one that the user is not permitted to use, is not possible.
 *
 * ```tsx
 * useCommands({
 *   "record.edit": () => setEditing(true),
 *   "record.assign": manages && { subject: contact.name, choices: () => assigneeChoices("leads.work", assign) },
 *   "record.stage": { subject: contact.name, choices: () => stages.map((stage) => ({ id: stage, label, run })) },
 * });
 * ```
 */
export function useCommands(handlers: Handlers): void {
  const me = useMe();
  const [source] = useState(() => Symbol("commands"));
  useEffect(() => {
    const permitted = COMMAND_IDS.filter((id) => {
      const { permission } = COMMANDS[id];
      return !permission || can(me, permission);
    });
    registry.set(source, Object.fromEntries(permitted.map((id) => [id, handlers[id]])));
  });
  useEffect(() => () => registry.remove(source), [source]);
}

/** The commands that are possible now. */
export function useAvailableCommands(): readonly AvailableCommand[] {
  return useSyncExternalStore(registry.subscribe, registry.available);
}
