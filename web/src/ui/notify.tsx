import { Button, Group, Text } from "@mantine/core";
import { hideNotification, showNotification } from "@mantine/notifications";
import { reason } from "../api/refusal";
import { t } from "../words";

export function say(message: string): void {
  showNotification({ message, color: "teal", autoClose: 4_000 });
}

export function warn(message: string): void {
  showNotification({ message, color: "orange", autoClose: 10_000, role: "alert" });
}

/** Why it was not done. */
export function complain(thrown: unknown): void {
  showNotification({ message: reason(thrown), color: "red", autoClose: 8_000, role: "alert" });
}

const PATIENCE = 7_000;

/** Those that are still to happen, by their notification. */
const pending = new Map<string, () => void>();

// Whoever closes the page has not changed their mind.
globalThis.addEventListener?.("pagehide", () => {
  for (const happen of pending.values()) happen();
});

/** Does it after a while, unless it is undone before. `undo` shows again what was shown as gone. */
export function undoable(message: string, happen: () => void, undo: () => void): void {
  const id = crypto.randomUUID();
  const settle = (then: () => void) => {
    if (!pending.delete(id)) return;
    clearTimeout(timer);
    hideNotification(id);
    then();
  };
  const timer = setTimeout(() => settle(happen), PATIENCE);
  pending.set(id, () => settle(happen));
  offer(message, t("do.undo"), () => settle(undo), id);
}

/** Something that can be done, until it is done or the offer is hidden. */
export function offer(message: string, label: string, accept: () => void, id?: string): void {
  showNotification({
    id,
    color: "gray",
    autoClose: false,
    withCloseButton: id === undefined,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="light" onClick={accept}>
          {label}
        </Button>
      </Group>
    ),
  });
}
