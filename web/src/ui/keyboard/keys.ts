type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey" | "isComposing"
>;

/** The key of an event as commands name it; none for a key with modifiers that no command has. */
export function keyOf(event: KeyPress): string | undefined {
  const { altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
  if (isComposing || altKey) return undefined;
  const key = letterOf(event) ?? event.key;
  if (ctrlKey || metaKey) return shiftKey ? undefined : `mod+${key}`;
  // On many layouts "?" and "/" are typed with Shift. With any other key, Shift makes another shortcut of it.
  return shiftKey && (key.length > 1 || /[A-Z]/.test(key)) ? undefined : key;
}

/** The letter on the key, also where the layout types another script with it. */
function letterOf({ key, code }: KeyPress): string | undefined {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  return /^[^ -~]$/u.test(key) ? code.match(/^Key([A-Z])$/)?.[1] : undefined;
}

const BUTTONS = ["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"];
const TYPED_INTO = `input${BUTTONS.map((type) => `:not([type=${type}])`).join("")}, textarea, select, [contenteditable]`;
const OVERLAYS = "[role=dialog], [role=menu], [role=listbox]";

/** Whether the focused element takes the key itself: it is typed into, or lies in a dialog or menu. */
export function takesKey(target: Pick<Element, "closest" | "matches">, key: string): boolean {
  if (key.startsWith("mod+")) return false;
  if (target.closest(`${TYPED_INTO}, ${OVERLAYS}`)) return true;
  // Outside of a list, the arrows scroll. Within a row, Enter presses what is focused.
  if (key.startsWith("Arrow")) return !target.closest("[data-rows]") || target.matches("[type=radio]");
  return key === "Enter" && !target.matches("[data-row], [type=checkbox][data-row-focus]");
}
