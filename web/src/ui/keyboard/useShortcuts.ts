import { useLocalStorage } from "@mantine/hooks";
import { useEffect } from "react";
import { COMMANDS } from "./commands";
import { keyOf, takesKey } from "./keys";
import { runCommand } from "./palette";
import { registry } from "./registry";

/**
 * Whether keys without Ctrl or Command are shortcuts. Who dictates, or hits keys by accident, turns them off: WCAG 2.1.4
 * asks for that.
 */
export function useSingleKeys() {
  return useLocalStorage({ key: "tandem.singleKeys", defaultValue: true, getInitialValueInEffect: false });
}

/** Runs the commands whose keys are pressed. Mounted once. */
export function useShortcuts(): void {
  const [hasSingleKeys] = useSingleKeys();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const key = event.defaultPrevented ? undefined : keyOf(event);
      if (key && (hasSingleKeys || isAlwaysActive(key))) press(key, event);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [hasSingleKeys]);
}

/** Keys that nobody says or hits by accident. */
function isAlwaysActive(key: string): boolean {
  return key.length > 1;
}

function press(key: string, event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  const isBehindDialog = !key.startsWith("mod+") && document.querySelector("[aria-modal=true]") !== null;
  if (isBehindDialog || takesKey(target, key)) return;
  const id = registry.commandOf(key);
  if (!id || (event.repeat && !COMMANDS[id].isRepeatable)) return;
  event.preventDefault();
  runCommand(id);
}
