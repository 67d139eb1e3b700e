/** The key of shortcuts on this device: Command on a Mac, Ctrl elsewhere. */
export function modKey(): "⌘" | "Ctrl" {
  return navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
}
