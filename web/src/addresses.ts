import {
  type ActivityKind,
  type ContactFilter,
  ENQUIRY_STATUSES,
  type EnquiryFilter,
  OPPORTUNITY_STATUSES,
  type OpportunityStatus,
  PRIORITIES,
  STAGES,
  STATUSES,
} from "./api/records";

/**
 * What each page's address may say after the `?`. Whatever else it says, and whatever is not written as it should be,
 * is dropped: an address that somebody shortened, tagged or mistyped opens the page all the same.
 */

/** Reads one parameter; `undefined`: it does not say anything usable. */
type Reader<Value> = (text: string) => Value | undefined;

/** A reader for every parameter of a page, so that one that is added does not compile until it can be read. */
type Readers<Search> = { [Name in keyof Required<Search>]: Reader<NonNullable<Search[Name]>> };

const text =
  (longest: number): Reader<string> =>
  (value) =>
    value.trim() === "" || value.length > longest ? undefined : value;

const oneOf =
  <Value extends string>(values: readonly Value[]): Reader<Value> =>
  (value) =>
    values.find((known) => known === value);

const flag: Reader<boolean> = (value) => (value === "true" ? true : value === "false" ? false : undefined);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const id: Reader<string> = (value) => (UUID.test(value) ? value.toLowerCase() : undefined);

/** The server reads at most a hundred. */
const ids: Reader<string> = (value) =>
  value.split(",").map(id).filter(Boolean).slice(0, 100).join(",") || undefined;

/** A day that is in the calendar: `2026-02-30` is not. */
const day: Reader<string> = (value) => {
  const at = new Date(`${value}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(at.getTime());
  return isDay && at.toISOString().startsWith(value) ? value : undefined;
};

const sort = (...fields: string[]): Reader<string> => oneOf(fields.flatMap((field) => [field, `-${field}`]));

/** A page of this app: an address with a host would lead elsewhere. */
const ownPath: Reader<string> = (value) => {
  const isPath = /^\/(?![/\\])/.test(value) && value.length <= 2_000;
  return isPath ? value : undefined;
};

/** Reads what an address says. `repair` looks at the parameters together. */
function reads<Search extends object>(
  readers: Readers<Search>,
  repair: (search: Search) => Search = (search) => search,
): (raw: Record<string, unknown>) => Search {
  return (raw) => {
    const read = Object.entries<Reader<unknown>>(readers).flatMap(([name, reader]) => {
      const value = raw[name];
      // Links within the app give values that are no text: `unowned: true`.
      const usable = value === undefined || value === null ? undefined : reader(String(value));
      return usable === undefined ? [] : [[name, usable]];
    });
    return repair(Object.fromEntries(read) as Search);
  };
}

/** Days the wrong way round say nothing. */
function forwards<Search extends object>(from: keyof Search, to: keyof Search): (search: Search) => Search {
  return (search) => {
    const [first, last] = [search[from], search[to]];
    if (!first || !last || first <= last) return search;
    return { ...search, [from]: undefined, [to]: undefined };
  };
}

export interface SignInSearch {
  next?: string;
}
export interface TokenSearch {
  token?: string;
}
export interface DashboardSearch {
  from?: string;
  to?: string;
  wall?: boolean;
}
export interface QueueSearch
  extends Pick<EnquiryFilter, "q" | "priority" | "source" | "status" | "sort" | "createdFrom" | "createdTo"> {
  tab?: "mine" | "all";
  open?: string;
}
export interface LeadsSearch extends ContactFilter {
  as?: "board";
}
export interface ImportSearch {
  id?: string;
  step?: "map";
}
/** What the composer of a record opens with. */
export type Composed = Exclude<ActivityKind, "STATUS_CHANGE" | "STAGE_CHANGE">;
export const COMPOSED: readonly Composed[] = ["NOTE", "CALL", "MEETING", "EMAIL", "TASK"];
export interface RecordSearch {
  compose?: Composed;
}
export interface OpportunitiesSearch {
  status?: OpportunityStatus;
}
export interface DealsSearch {
  from?: string;
  to?: string;
  closedBy?: string;
}
export interface TasksSearch {
  state?: "done";
}

export const signInSearch = reads<SignInSearch>({ next: ownPath });
export const tokenSearch = reads<TokenSearch>({ token: text(2_000) });
export const dashboardSearch = reads<DashboardSearch>(
  { from: day, to: day, wall: (value) => flag(value) || undefined },
  forwards("from", "to"),
);
export const queueSearch = reads<QueueSearch>(
  {
    q: text(200),
    priority: oneOf(PRIORITIES),
    source: text(80),
    status: oneOf(ENQUIRY_STATUSES),
    createdFrom: day,
    createdTo: day,
    sort: sort("createdAt", "updatedAt", "name"),
    tab: oneOf(["mine", "all"] as const),
    open: id,
  },
  forwards("createdFrom", "createdTo"),
);
export const leadsSearch = reads<LeadsSearch>(
  {
    q: text(200),
    stage: oneOf(STAGES),
    status: oneOf(STATUSES),
    source: text(80),
    tag: text(40),
    ownerId: id,
    unowned: flag,
    email: text(254),
    phone: text(40),
    createdFrom: day,
    createdTo: day,
    entered: oneOf(STAGES),
    enteredFrom: day,
    enteredTo: day,
    advanced: flag,
    ids,
    sort: sort("createdAt", "updatedAt", "name"),
    as: oneOf(["board"] as const),
  },
  (search) => {
    const created = forwards<LeadsSearch>("createdFrom", "createdTo")(search);
    // Without the stage that was entered, the rest of a cohort means nothing.
    if (created.entered) return forwards<LeadsSearch>("enteredFrom", "enteredTo")(created);
    return { ...created, enteredFrom: undefined, enteredTo: undefined, advanced: undefined };
  },
);
export const importSearch = reads<ImportSearch>({ id, step: oneOf(["map"] as const) });
export const recordSearch = reads<RecordSearch>({ compose: oneOf(COMPOSED) });
export const opportunitiesSearch = reads<OpportunitiesSearch>({ status: oneOf(OPPORTUNITY_STATUSES) });
export const dealsSearch = reads<DealsSearch>({ from: day, to: day, closedBy: id }, forwards("from", "to"));
export const tasksSearch = reads<TasksSearch>({ state: oneOf(["done"] as const) });

/** Parameters as text. One that is given several times says what it said first. */
export function parseSearch(query: string): Record<string, string> {
  const search: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) search[name] ??= value;
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const said = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}
