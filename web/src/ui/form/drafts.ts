/** Values of a form that was not sent, stored on this device. */
interface Draft {
  values: object;
  /** When it was last changed, in milliseconds. */
  at: number;
}

interface DraftKey {
  /** Drafts are private: another person who signs in on this device does not see them. */
  person: string;
  record: string;
  kind: string;
}

const PREFIX = "tandem.draft.";
/** Drafts that were not changed for this long are deleted. */
const MAX_AGE = 30 * 24 * 3_600_000;

const storageKey = ({ person, record, kind }: DraftKey) => `${PREFIX}${person}.${record}.${kind}`;

function parsed(text: string | null): Draft | undefined {
  try {
    const draft = JSON.parse(text ?? "null") as Draft | null;
    const isDraft = typeof draft?.values === "object" && draft.values !== null && draft.at > 0;
    return isDraft && Date.now() - draft.at < MAX_AGE ? draft : undefined;
  } catch {
    return undefined;
  }
}

export function readDraft<Values>(key: DraftKey): Partial<Values> | undefined {
  return parsed(localStorage.getItem(storageKey(key)))?.values as Partial<Values> | undefined;
}

export function writeDraft(key: DraftKey, values: object): void {
  try {
    localStorage.setItem(storageKey(key), JSON.stringify({ values, at: Date.now() } satisfies Draft));
  } catch {
    // The storage is full: the form keeps its values, and they are lost with the page.
  }
}

export function removeDraft(key: DraftKey): void {
  localStorage.removeItem(storageKey(key));
}

/** The kinds of text of which a record has a draft by this person, the latest first. */
export function draftKinds(person: string, record: string): string[] {
  const prefix = storageKey({ person, record, kind: "" });
  const drafts = storageKeys(prefix).flatMap((name) => {
    const draft = parsed(localStorage.getItem(name));
    return draft ? [{ kind: name.slice(prefix.length), at: draft.at }] : [];
  });
  return drafts.sort((a, b) => b.at - a.at).map(({ kind }) => kind);
}

/** At sign-in: removes the drafts of everybody else, and those that are too old. */
export function keepDraftsOf(person: string): void {
  const own = `${PREFIX}${person}.`;
  for (const name of storageKeys(PREFIX)) {
    if (!name.startsWith(own) || !parsed(localStorage.getItem(name))) localStorage.removeItem(name);
  }
}

/** At sign-out. */
export function removeDrafts(): void {
  for (const name of storageKeys(PREFIX)) localStorage.removeItem(name);
}

function storageKeys(prefix: string): string[] {
  const all = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  return all.filter((name) => name.startsWith(prefix));
}
