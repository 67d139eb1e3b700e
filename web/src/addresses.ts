import type { ActivityKind } from "./activities/noun";
import type { DealFilter } from "./deals/noun";
import type { EnquiryFilter } from "./enquiries/noun";
import type { ContactFilter } from "./leads/noun";
import { formatDays, isRelative, parseDays } from "./live/days";
import type { DeclaredFilter, DeclaredFilters } from "./live/filter";
import { joinValues, NONE, splitValues } from "./live/filterValues";
import type { OpportunityFilter } from "./opportunities/noun";
import { STAGES } from "./protocol/enums";
import { FILTERS } from "./protocol/filters";
import type { TaskFilter } from "./tasks/noun";

/**
 * The search parameters of each page. Unknown and invalid ones are dropped, so that a shortened, tagged or mistyped address
 * still opens its page.
 */

/** Parses one parameter; `undefined` if it is invalid. */
type Parser<Value> = (text: string) => Value | undefined;

/** A parser for every parameter of a page: a parameter without one does not compile. */
type Parsers<Search> = { [Name in keyof Required<Search>]: Parser<NonNullable<Search[Name]>> };

/** Characters that the server refuses in a line of text. */
const CONTROL = /\p{Cc}/u;

const text =
  (maxLength: number): Parser<string> =>
  (value) =>
    value.trim() === "" || value.length > maxLength || CONTROL.test(value) ? undefined : value;

const oneOf =
  <Value extends string>(values: readonly Value[]): Parser<Value> =>
  (value) =>
    values.find((allowed) => allowed === value);

const flag: Parser<boolean> = (value) => (value === "true" ? true : value === "false" ? false : undefined);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const id: Parser<string> = (value) => (UUID.test(value) ? value.toLowerCase() : undefined);

/** A date that exists: `2026-02-30` does not. */
const day: Parser<string> = (value) => {
  const at = new Date(`${value}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(at.getTime());
  return isDay && at.toISOString().startsWith(value) ? value : undefined;
};

/** A day, days with two dots between them and open ends, or a relative word: `last-30-days`. */
const days: Parser<string> = (value) => {
  if (isRelative(value)) return value;
  const { from, to } = parseDays(value) ?? {};
  const areDays = [from, to].every((end) => end === undefined || day(end));
  const isReversed = from !== undefined && to !== undefined && from > to;
  return areDays && !isReversed ? formatDays({ from, to }) : undefined;
};

/** The valid ones of several values with commas between them, as far as the server takes them. */
const several =
  (parse: Parser<string>, maxLength?: number): Parser<string> =>
  (value) => {
    const valid = splitValues(value).flatMap((part) => parse(part) ?? []);
    return joinValues([...new Set(valid)], maxLength) || undefined;
  };

function parserOf({ type, values = [], nullable, maxLength = 0 }: DeclaredFilter): Parser<string | boolean> {
  const orNone =
    (parse: Parser<string>): Parser<string> =>
    (value) =>
      nullable && value === NONE ? NONE : parse(value);
  switch (type) {
    case "choice":
      return several(orNone(oneOf(values)), maxLength);
    case "reference":
    case "ids":
      return several(orNone(id), maxLength);
    case "date":
      return days;
    case "flag":
      return flag;
    default:
      return text(maxLength);
  }
}

type ParserOf<Declared> = Parser<Declared extends { type: "flag" } ? boolean : string>;

/** A parser for each filter that a list declares. */
function filterParsers<Declared extends DeclaredFilters>(declared: Declared) {
  const parsers = Object.entries(declared).map(([name, filter]) => [name, parserOf(filter)]);
  return Object.fromEntries(parsers) as { [Name in keyof Declared]: ParserOf<Declared[Name]> };
}

const sort = (...fields: string[]): Parser<string> => oneOf(fields.flatMap((field) => [field, `-${field}`]));

/** A path of this app, without a host. */
const ownPath: Parser<string> = (value) => {
  const isPath = /^\/(?![/\\])/.test(value) && value.length <= 2_000;
  return isPath ? value : undefined;
};

/** The function that parses a page's search parameters. `normalize` looks at them together. */
function searchParser<Search extends object>(
  parsers: Parsers<Search>,
  normalize: (search: Search) => Search = (search) => search,
): (raw: Record<string, unknown>) => Search {
  return (raw) => {
    const entries = Object.entries<Parser<unknown>>(parsers).flatMap(([name, parse]) => {
      const value = raw[name];
      // Links within the app may pass values that are not text: `unowned: true`.
      const parsed = value === undefined || value === null ? undefined : parse(String(value));
      return parsed === undefined ? [] : [[name, parsed]];
    });
    return normalize(Object.fromEntries(entries) as Search);
  };
}

/** Drops a range of days that ends before it starts. */
function validRange<Search extends object>(from: keyof Search, to: keyof Search): (search: Search) => Search {
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
/** The filters of a page. What belongs to one lead is shown with the lead. */
function withoutContact<Declared extends { contactId: unknown }>({ contactId: _, ...declared }: Declared) {
  return declared;
}
/** What the queue can be filtered by. */
export const QUEUE_FILTERS = withoutContact(FILTERS["/api/enquiries"]);
export interface QueueSearch extends Pick<EnquiryFilter, keyof typeof QUEUE_FILTERS | "q" | "sort"> {
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
/** The kinds of activities that the composer of a record can write. */
export type Composed = Exclude<ActivityKind, "STATUS_CHANGE" | "STAGE_CHANGE">;
export const COMPOSED: readonly Composed[] = ["NOTE", "CALL", "MEETING", "EMAIL", "TASK"];
export interface RecordSearch {
  compose?: Composed;
}
export const OPPORTUNITY_FILTERS = withoutContact(FILTERS["/api/opportunities"]);
export type OpportunitiesSearch = Pick<OpportunityFilter, keyof typeof OPPORTUNITY_FILTERS>;
export const DEAL_FILTERS = withoutContact(FILTERS["/api/deals/company/{id}"]);
export type DealsSearch = Pick<DealFilter, keyof typeof DEAL_FILTERS>;
export interface TasksSearch extends Pick<TaskFilter, keyof (typeof FILTERS)["/api/tasks"]> {
  state?: "done";
}

export const signInSearch = searchParser<SignInSearch>({ next: ownPath });
export const tokenSearch = searchParser<TokenSearch>({ token: text(2_000) });
export const dashboardSearch = searchParser<DashboardSearch>(
  { from: day, to: day, wall: (value) => flag(value) || undefined },
  validRange("from", "to"),
);
const parseQueueSearch = searchParser<QueueSearch>({
  ...filterParsers(QUEUE_FILTERS),
  q: text(200),
  sort: sort("createdAt", "updatedAt", "name"),
  tab: oneOf(["mine", "all"] as const),
  open: id,
});
export const queueSearch = (raw: Record<string, unknown>) => parseQueueSearch(withCreatedDays(raw));

const parseLeadsSearch = searchParser<LeadsSearch>(
  {
    ...filterParsers(FILTERS["/api/leads"]),
    q: text(200),
    unowned: flag,
    phone: text(40),
    entered: oneOf(STAGES),
    enteredFrom: day,
    enteredTo: day,
    advanced: flag,
    sort: sort("createdAt", "updatedAt", "name"),
    as: oneOf(["board"] as const),
  },
  (search) => {
    // The other parameters of a cohort have no meaning without its stage.
    if (search.entered) return validRange<LeadsSearch>("enteredFrom", "enteredTo")(search);
    return { ...search, enteredFrom: undefined, enteredTo: undefined, advanced: undefined };
  },
);
export const leadsSearch = (raw: Record<string, unknown>) =>
  parseLeadsSearch(withOwner(withCreatedDays(raw)));

/** Saved addresses and views may have the days in two parameters. */
function withCreatedDays({ createdFrom, createdTo, ...raw }: Record<string, unknown>) {
  return { createdAt: daysBetween(createdFrom, createdTo), ...raw };
}

/** Saved addresses may have the days on which a deal was closed in two parameters. */
function withClosedDays({ from, to, ...raw }: Record<string, unknown>) {
  return { closedAt: daysBetween(from, to), ...raw };
}

function daysBetween(...ends: [from: unknown, to: unknown]): string | undefined {
  const [from, to] = ends.map((end) => (end ? day(String(end)) : undefined));
  return formatDays({ from, to });
}

/** Saved addresses and views may ask for leads without an owner by a flag. */
function withOwner({ unowned, ...raw }: Record<string, unknown>) {
  return String(unowned) === "true" ? { ownerId: NONE, ...raw } : { ...raw, unowned };
}

export const importSearch = searchParser<ImportSearch>({ id, step: oneOf(["map"] as const) });
export const recordSearch = searchParser<RecordSearch>({ compose: oneOf(COMPOSED) });
export const opportunitiesSearch = searchParser<OpportunitiesSearch>(filterParsers(OPPORTUNITY_FILTERS));
const parseDealsSearch = searchParser<DealsSearch>(filterParsers(DEAL_FILTERS));
export const dealsSearch = (raw: Record<string, unknown>) => parseDealsSearch(withClosedDays(raw));
export const tasksSearch = searchParser<TasksSearch>({
  ...filterParsers(FILTERS["/api/tasks"]),
  state: oneOf(["done"] as const),
});

/** The parameters of a query string as text. The first of repeated ones counts. */
export function parseSearch(query: string): Record<string, string> {
  const search: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) search[name] ??= value;
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}
