import { type ReactNode, useRef, useState } from "react";

export interface EditingOptions<Value> {
  /** The value as it is now, also while somebody else changes it. */
  value: Value;
  /** Saves a value. `seen`: what it was when it was last looked at. `isForced`: after the warning of `explain`. */
  save: (next: Value, seen: Value, isForced: boolean) => Promise<unknown>;
  /** What is shown beside the value when it could not be saved. `force` saves it all the same. */
  explain: (thrown: unknown, force: () => void) => ReactNode;
  /** What is shown when somebody else has changed the value meanwhile. Without it, the two changes do not conflict. */
  conflict?: (now: Value) => ReactNode;
}

/** A conflict that only the server has noticed: somebody else's change arrives after one's own was sent. */
export class EditConflict extends Error {
  constructor(readonly now: unknown) {
    super("changed by somebody else");
  }
}

/**
 * Edits one value in place. It shows as saved at once; when it could not be saved, the editor opens again with what was
 * typed and the reason.
 */
export function useEditing<Value>({ value, save, explain, conflict }: EditingOptions<Value>) {
  const [draft, setDraft] = useState<Value>();
  const [problem, setProblem] = useState<ReactNode>();
  const seen = useRef(value);
  const failed = useRef<Value>(undefined);
  const close = () => {
    setDraft(undefined);
    setProblem(undefined);
    failed.current = undefined;
  };
  const reject = (next: Value, reason: ReactNode) => {
    failed.current = next;
    setDraft(next);
    setProblem(reason);
  };
  const send = async (next: Value, isForced: boolean) => {
    close();
    try {
      await save(next, seen.current, isForced);
    } catch (thrown) {
      if (thrown instanceof EditConflict && conflict) {
        seen.current = thrown.now as Value;
        reject(next, conflict(seen.current));
      } else
        reject(
          next,
          explain(thrown, () => void send(next, true)),
        );
    }
  };
  const commit = (next: Value) => {
    if (isSame(next, seen.current) || isSame(next, value)) return close();
    if (conflict && !isSame(value, seen.current)) {
      seen.current = value;
      return reject(next, conflict(value));
    }
    void send(next, false);
  };
  return {
    draft,
    problem,
    begin: () => {
      seen.current = value;
      setDraft(value);
    },
    change: setDraft,
    cancel: close,
    commit,
    /** As `commit`, when the focus leaves: what was refused waits for another input instead of being sent again. */
    leave: (next: Value) => {
      if (failed.current === undefined || !isSame(next, failed.current)) commit(next);
    },
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
