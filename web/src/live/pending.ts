/** Changes that the cache shows and the server has not confirmed: each may still be rolled back. */

let count = 0;
const listeners = new Set<() => void>();

export function hasPendingChanges(): boolean {
  return count > 0;
}

/** Counts a change as pending until the returned function is called. */
export function beginChange(): () => void {
  let isPending = true;
  count += 1;
  return () => {
    if (!isPending) return;
    isPending = false;
    count -= 1;
    if (count === 0) for (const listener of listeners) listener();
  };
}

/** Calls `listener` whenever the last pending change is confirmed or rolled back. */
export function onChangesSettled(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
