import { Button, Group, Text } from "@mantine/core";
import { hideNotification, showNotification } from "@mantine/notifications";
import { errorMessage } from "../api/error";
import { beginChange } from "../live/pending";
import { t } from "../words";

export function toast(message: string): void {
  showNotification({ message, color: "teal", autoClose: 4_000 });
}

export function toastWarning(message: string): void {
  showNotification({ message, color: "orange", autoClose: 10_000, role: "alert" });
}

/** The reason why a request failed. */
export function toastError(thrown: unknown): void {
  showNotification({ message: errorMessage(thrown), color: "red", autoClose: 8_000, role: "alert" });
}

const UNDO_TIMEOUT = 7_000;

/** The actions that can still be undone, by the id of their toast. */
const pending = new Map<string, () => unknown>();

// Leaving the page does not undo anything.
globalThis.addEventListener?.("pagehide", () => void commitPending());

/** Commits every action that can still be undone, and waits for the requests: after a sign-out they would be refused. */
export async function commitPending(): Promise<void> {
  await Promise.allSettled([...pending.values()].map((commit) => commit()));
}

/**
 * Runs `commit` after a delay, unless the user undoes it before. `undo` reverts what the page shows already. `commit`
 * returns the promise of its request, if it sends one.
 */
export function undoable(message: string, commit: () => unknown, undo: () => void): void {
  const id = crypto.randomUUID();
  const end = beginChange();
  const settle = async (then: () => unknown) => {
    if (!pending.delete(id)) return;
    clearTimeout(timer);
    hideNotification(id);
    try {
      await then();
    } finally {
      end();
    }
  };
  const timer = setTimeout(() => settle(commit), UNDO_TIMEOUT);
  pending.set(id, () => settle(commit));
  toastAction(message, t("do.undo"), () => settle(undo), id);
}

/** A toast with a button. It stays until the button is pressed or the toast is closed. */
export function toastAction(message: string, label: string, accept: () => void, id?: string): void {
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
