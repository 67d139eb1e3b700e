import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type {
  Activity,
  Contact,
  ContactFilter,
  Enquiry,
  EnquiryFilter,
  Me,
  Note,
  Task,
  TaskFilter,
} from "../api/records";
import { type Belonging, keys } from "./keys";
import { filtered, hasLostItsEnd, type Kept, type List, mapped, placed, type Rule, rows } from "./list";
import { contactRule, enquiryRule, sees, taskRule, timelineRule } from "./rules";

/** The newest lines of the activity feed that are kept. */
const FEED = 50;

/** The query cache, by what can happen to the records in it. */
export class Cache {
  constructor(
    readonly client: QueryClient,
    readonly me: Me,
  ) {}

  /** A contact as it is now, wherever it shows; gone from where it may not. */
  contact(contact: Contact): void {
    if (!sees(this.me, contact)) {
      this.hide(contact.id);
      return;
    }
    this.record(keys.contact(contact.id), contact);
    this.place<Contact>(keys.contactLists, contact, (filter) =>
      contactRule(filter as ContactFilter, this.me),
    );
    this.change<Task>(keys.taskLists, (task) =>
      task.contactId === contact.id && task.contactName !== contact.name
        ? { ...task, contactName: contact.name }
        : task,
    );
  }

  /** A contact that is no more, or not for these eyes any longer. */
  hide(id: string): void {
    this.drop<Contact>(keys.contactLists, (contact) => contact.id === id);
    if (this.client.getQueryState(keys.contact(id))) this.client.setQueryData(keys.contact(id), null);
    this.drop<Task>(keys.taskLists, (task) => task.contactId === id);
    this.client.removeQueries({ queryKey: keys.timelines(id) });
    this.client.removeQueries({ queryKey: keys.allBelongings(id) });
  }

  /** A contact that comes into sight, with what was in sight as little: it may have been asked for in vain. */
  reveal(id: string): void {
    for (const key of [keys.taskLists, keys.timelines(id), keys.allBelongings(id), keys.history(id)])
      this.stale(key);
  }

  /** Whatever named a contact names another one, or nobody. */
  rename(from: string, to: string | null): void {
    const change = (enquiry: Enquiry) =>
      enquiry.contactId === from ? { ...enquiry, contactId: to } : enquiry;
    this.change<Enquiry>(keys.enquiryLists, change);
    this.client.setQueriesData<Enquiry>({ queryKey: ["enquiry"] }, (enquiry) => enquiry && change(enquiry));
    if (to !== null) this.client.setQueryData(keys.merged(from), to);
  }

  /** An enquiry as it is now. What a change answers has its notes too, which have a place of their own. */
  enquiry({ notes, ...enquiry }: Enquiry & { notes?: Note[] | null }): void {
    if (notes) this.client.setQueryData<Note[]>(keys.notes(enquiry.id), (old) => old && notes);
    // Kept though nobody has opened it: a queue says who claimed what has just gone.
    this.client.setQueryData<Enquiry>(keys.enquiry(enquiry.id), (old) =>
      old && old.version >= enquiry.version ? old : enquiry,
    );
    this.place<Enquiry>(keys.enquiryLists, enquiry, (filter) => enquiryRule(filter as EnquiryFilter));
  }

  /** A new note, where notes have been read. Notes are never changed. */
  note(enquiryId: string, note: Note): void {
    const key = keys.notes(enquiryId);
    if (this.client.getQueryData<Note[]>(key) === undefined) {
      this.stale(key);
      return;
    }
    this.client.setQueryData<Note[]>(key, (notes) =>
      notes && !notes.some(({ id }) => id === note.id) ? [...notes, note] : notes,
    );
  }

  /** A line of a timeline; with an assignee, a task of theirs. */
  activity(activity: Activity, contactName?: string): void {
    this.place<Activity>(keys.timelines(activity.contactId), activity, (kinds) =>
      timelineRule(String(kinds)),
    );
    if (activity.kind !== "TASK") return;
    const name = contactName ?? this.contactName(activity);
    if (name !== undefined) this.task({ ...activity, contactName: name });
  }

  private task(task: Task): void {
    this.place<Task>(keys.taskLists, task, (filter) => taskRule(filter as TaskFilter, this.me));
  }

  private contactName(activity: Activity): string | undefined {
    return this.client.getQueryData<Contact>(keys.contact(activity.contactId))?.name;
  }

  /** What belongs to a contact: a list of all of them, in the order in which the server has them. */
  belonging<Row extends Kept>(
    contactId: string,
    kind: Belonging,
    row: Row,
    by: keyof Row,
    descending = true,
  ): void {
    const rule: Rule<Row> = { by, descending, fits: () => true };
    this.client.setQueryData<Row[]>(keys.belongings(contactId, kind), (all) => {
      if (!all) return all;
      const list: List<Row> = { pages: [{ rows: all, next: null, seq: 0 }], pageParams: ["start"] };
      return placed(list, row, rule).pages[0]?.rows;
    });
  }

  /** One record that is read by itself, if it has been. What was out of sight may come back. */
  record<Row extends Kept>(key: QueryKey, row: Row): void {
    this.client.setQueryData<Row | null>(key, (old) => {
      if (old === undefined || (old !== null && old.version >= row.version)) return old;
      return row;
    });
  }

  /** Every list of a family, each by the rule of its own filter, which is the last step of its key. */
  place<Row extends Kept>(family: QueryKey, row: Row, rule: (filter: unknown) => Rule<Row>): void {
    this.update<Row>(family, (list, filter) => placed(list, row, rule(filter)));
  }

  drop<Row extends Kept>(family: QueryKey, which: (row: Row) => boolean): void {
    this.update<Row>(family, (list) => filtered(list, (row) => !which(row)));
  }

  change<Row extends Kept>(family: QueryKey, change: (row: Row) => Row): void {
    this.update<Row>(family, (list) => mapped(list, change));
  }

  /**
   * Every list of a family that a change affects. One whose last row leaves before its end is read again: what would
   * stand behind that row is not known. The others are not set, which would take such a mark from them.
   */
  private update<Row extends Kept>(
    family: QueryKey,
    change: (list: List<Row>, filter: unknown) => List<Row>,
  ): void {
    for (const [key, list] of this.client.getQueriesData<List<Row>>({ queryKey: family })) {
      const changed = list && change(list, key.at(-1));
      if (!changed || changed === list) continue;
      this.client.setQueryData(key, changed);
      if (hasLostItsEnd(list, changed)) void this.client.invalidateQueries({ queryKey: key, exact: true });
    }
  }

  feed<Line extends { seq: number }>(line: Line): void {
    this.client.setQueryData<Line[]>(keys.feed, (feed) => {
      if (!feed || (feed[0]?.seq ?? 0) >= line.seq) return feed;
      return [line, ...feed].slice(0, FEED);
    });
  }

  /** Lists of cohorts are read again after a move: only the server knows who entered a stage when. */
  cohorts(): void {
    this.client.invalidateQueries({
      queryKey: keys.contactLists,
      predicate: ({ queryKey }) => (queryKey.at(-1) as ContactFilter).entered !== undefined,
    });
  }

  /** What an event announces but does not carry: read again where it shows, forgotten where it does not. */
  stale(key: QueryKey): void {
    this.client.removeQueries({ queryKey: key, type: "inactive" });
    this.client.invalidateQueries({ queryKey: key });
  }
}

/**
 * The version of a change that the server has not confirmed: above what is known, below what will come. What is taken
 * back gets the next one.
 */
export function guessed(version: number): number {
  return (version + Math.floor(version) + 1) / 2;
}

/** A record that a list has read, whole and kept true like any other: it need not be read by itself. */
export function known<Row extends Kept>(client: QueryClient, family: QueryKey, id: string): Row | undefined {
  for (const [, list] of client.getQueriesData<List<Row>>({ queryKey: family })) {
    const found = rows(list).find((row) => row.id === id);
    if (found) return found;
  }
  return undefined;
}
