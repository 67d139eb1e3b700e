/** Text that somebody has written and not sent, kept on this device. */
interface Draft {
  values: object;
  /** When it was last changed, in milliseconds. */
  at: number;
}

export interface DraftKey {
  /** Whose it is: nobody else who signs in here sees it. */
  person: string;
  record: string;
  kind: string;
}

const PREFIX = "tandem.draft.";
/** What nobody has touched for so long is forgotten. */
const LONGEST = 30 * 24 * 3_600_000;

const nameOf = ({ person, record, kind }: DraftKey) => `${PREFIX}${person}.${record}.${kind}`;

function parsed(text: string | null): Draft | undefined {
  try {
    const draft = JSON.parse(text ?? "null") as Draft | null;
    const isDraft = typeof draft?.values === "object" && draft.values !== null && draft.at > 0;
    return isDraft && Date.now() - draft.at < LONGEST ? draft : undefined;
  } catch {
    return undefined;
  }
}

export function readDraft<Values>(key: DraftKey): Partial<Values> | undefined {
  return parsed(localStorage.getItem(nameOf(key)))?.values as Partial<Values> | undefined;
}

export function writeDraft(key: DraftKey, values: object): void {
  try {
    localStorage.setItem(nameOf(key), JSON.stringify({ values, at: Date.now() } satisfies Draft));
  } catch {
    // The device has no room: what is on the screen stays there, and that is all.
  }
}

export function removeDraft(key: DraftKey): void {
  localStorage.removeItem(nameOf(key));
}

/** The kinds of text that somebody has begun on a record, the latest first. */
export function draftKinds(person: string, record: string): string[] {
  const prefix = nameOf({ person, record, kind: "" });
  const drafts = names(prefix).flatMap((name) => {
    const draft = parsed(localStorage.getItem(name));
    return draft ? [{ kind: name.slice(prefix.length), at: draft.at }] : [];
  });
  return drafts.sort((a, b) => b.at - a.at).map(({ kind }) => kind);
}

/** Forgets what others have begun here, and what is too old: when somebody signs in. */
export function keepDraftsOf(person: string): void {
  const own = `${PREFIX}${person}.`;
  for (const name of names(PREFIX)) {
    if (!name.startsWith(own) || !parsed(localStorage.getItem(name))) localStorage.removeItem(name);
  }
}

/** Forgets all of them: at sign-out. */
export function removeDrafts(): void {
  for (const name of names(PREFIX)) localStorage.removeItem(name);
}

function names(prefix: string): string[] {
  const all = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  return all.filter((name) => name.startsWith(prefix));
}
