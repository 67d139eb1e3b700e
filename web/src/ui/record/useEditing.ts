import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { toastError, toastWarning } from "../notify";

export interface EditingOptions<Value> {
  /** The value as it is now, also while somebody else changes it. */
  value: Value;
  /** Saves a value. `seen`: what it was when it was last looked at. `isForced`: after the warning of `explain`. */
  save: (next: Value, seen: Value, isForced: boolean) => Promise<unknown>;
  /** What is shown beside the value when it could not be saved. `force` saves it all the same. */
  explain: (thrown: unknown, force: () => void) => ReactNode;
  /** What is shown when somebody else has changed the value meanwhile. Without it, the two changes do not conflict. */
  conflict?: (now: Value) => string;
}

/** A conflict that only the server has noticed: somebody else's change arrives after one's own was sent. */
export class EditConflict extends Error {
  constructor(readonly now: unknown) {
    super("changed by somebody else");
  }
}

/** What is in the editor, and why it could not be saved. */
function useDraft<Value>(value: Value) {
  const [draft, setDraft] = useState<Value>();
  const [problem, setProblem] = useState<ReactNode>();
  // The same as `draft`, also before the page shows it.
  const latest = useRef<Value>(undefined);
  const failed = useRef<Value>(undefined);
  const seen = useRef(value);
  // Counts how often the editor was opened: a failure that comes late must not replace a newer draft.
  const edits = useRef(0);
  const show = (next: Value | undefined, reason?: ReactNode) => {
    latest.current = next;
    failed.current = reason === undefined ? undefined : next;
    setDraft(next);
    setProblem(reason);
  };
  const begin = () => {
    edits.current += 1;
    seen.current = value;
    show(value);
  };
  return { draft, problem, latest, failed, seen, edits, show, begin };
}

/** Says whether the component is still there, and calls back when it goes. */
function useMounted(onUnmount: () => void) {
  const isMounted = useRef(true);
  const leave = useEffectEvent(onUnmount);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
      leave();
    };
  }, []);
  return isMounted;
}

/**
 * Edits one value in place. It shows as saved at once; when it could not be saved, the editor opens again with what was
 * typed and the reason. `clean`: the value that a draft stands for.
 */
export function useEditing<Value>(
  options: EditingOptions<Value>,
  clean: (draft: Value) => Value = (draft) => draft,
) {
  const editor = useDraft(options.value);
  const { draft, problem, latest, failed, show, begin } = editor;
  const isMounted = useMounted(() => {
    if (latest.current !== undefined) leave(latest.current);
  });
  const save = saver(options, editor, isMounted);
  const commit = (typed: Value) => save(clean(typed));
  /** As `commit`, when the focus leaves: what was refused waits for another input instead of being sent again. */
  const leave = (typed: Value) => {
    if (failed.current === undefined || !isSame(clean(typed), failed.current)) commit(typed);
  };
  return {
    draft,
    problem,
    begin,
    /** What could not be saved is no longer what is in the editor: its problem goes. */
    change: (next: Value) => show(next),
    cancel: () => show(undefined),
    commit,
    leave,
  };
}

/** Saves what was in the editor. Where the editor has gone on or is gone, a failure shows as a toast. */
function saver<Value>(
  { value, save, explain, conflict }: EditingOptions<Value>,
  { seen, edits, show }: ReturnType<typeof useDraft<Value>>,
  isMounted: { readonly current: boolean },
) {
  const rejectConflict = (next: Value, now: Value, reason: string, isLate: boolean) => {
    if (isLate) return toastWarning(reason);
    seen.current = now;
    show(next, reason);
  };
  const send = async (next: Value, isForced: boolean) => {
    const edit = edits.current;
    const before = seen.current;
    show(undefined);
    try {
      await save(next, before, isForced);
    } catch (thrown) {
      const isLate = edit !== edits.current || !isMounted.current;
      // The newer draft was begun on what is now rolled back.
      if (isLate && isSame(seen.current, next)) seen.current = before;
      if (thrown instanceof EditConflict && conflict) {
        const now = thrown.now as Value;
        return rejectConflict(next, now, conflict(now), isLate);
      }
      if (isLate) return toastError(thrown);
      const force = () => void send(next, true);
      show(next, explain(thrown, force));
    }
  };
  return (next: Value) => {
    if (isSame(next, seen.current) || isSame(next, value)) return show(undefined);
    if (conflict && !isSame(value, seen.current)) {
      return rejectConflict(next, value, conflict(value), !isMounted.current);
    }
    void send(next, false);
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
