import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { KEEP, keys } from "../live/keys";
import type { Part } from "../live/list";
import { answer, api, type Read, read } from "./client";
import type {
  ActivityKind,
  Contact,
  ContactFilter,
  DealFilter,
  Enquiry,
  EnquiryFilter,
  Note,
  OpportunityFilter,
  TaskFilter,
} from "./records";

/** Rows that one reading brings. */
const PART = 50;

interface Listed<Row> {
  data: Row[];
  nextCursor?: string | null;
}

async function part<Row>(reading: Promise<Read<Listed<Row>>>): Promise<Part<Row>> {
  const { body, seq } = await reading;
  return { rows: body.data, next: body.nextCursor ?? null, seq };
}

function list<Row>(
  queryKey: readonly unknown[],
  readPart: (cursor: string) => Promise<Part<Row>>,
  keep = false,
) {
  return infiniteQueryOptions({
    queryKey,
    initialPageParam: "start",
    queryFn: ({ pageParam }) => readPart(pageParam),
    getNextPageParam: (last: Part<Row>) => last.next,
    meta: keep ? KEEP : undefined,
  });
}

export const contacts = (filter: ContactFilter) =>
  list(
    keys.contacts(filter),
    (cursor) => part(read(api.GET("/api/leads", { params: { query: { ...filter, cursor, limit: PART } } }))),
    true,
  );

/** One contact; `null` once it is out of sight. */
export const contact = (id: string) =>
  queryOptions({
    queryKey: keys.contact(id),
    queryFn: async (): Promise<Contact | null> =>
      answer(api.GET("/api/contacts/{id}", { params: { path: { id } } })),
    meta: KEEP,
  });

/** A contact's timeline: of these kinds, or of every kind. */
export const timeline = (id: string, kinds: readonly ActivityKind[]) =>
  list(
    keys.timeline(id, kinds.join(",")),
    (cursor) => {
      const query = { kind: kinds.join(",") || undefined, cursor, limit: PART };
      return part(read(api.GET("/api/leads/{id}/activities", { params: { path: { id }, query } })));
    },
    true,
  );

export const emailWithBody = (id: string) =>
  queryOptions({
    queryKey: keys.email(id),
    queryFn: () => answer(api.GET("/api/emails/{id}", { params: { path: { id } } })),
  });

export const history = (id: string) =>
  queryOptions({
    queryKey: keys.history(id),
    queryFn: () => answer(api.GET("/api/contacts/{id}/history", { params: { path: { id } } })),
  });

export const opportunitiesOf = (contactId: string) =>
  queryOptions({
    queryKey: keys.belongings(contactId, "opportunities"),
    // Without the contact's name, which events do not carry: the record shows it already.
    queryFn: async () => {
      const query = { contactId, limit: 100 };
      const listed = await answer(api.GET("/api/opportunities", { params: { query } }));
      return listed.map(({ contactName: _, ...opportunity }) => opportunity);
    },
    meta: KEEP,
  });

/** Sums and names come with these from elsewhere: they are read again when an event says so. */
export const opportunities = (filter: OpportunityFilter) =>
  list([...keys.figures, "opportunities", filter], (cursor) =>
    part(read(api.GET("/api/opportunities", { params: { query: { ...filter, cursor, limit: PART } } }))),
  );

export const opportunityTotal = (filter: OpportunityFilter) =>
  queryOptions({
    queryKey: [...keys.figures, "opportunityTotal", filter],
    queryFn: async () =>
      (await read(api.GET("/api/opportunities", { params: { query: { ...filter, page: 1, limit: 1 } } })))
        .body.total ?? 0,
  });

export const deals = (id: string, filter: DealFilter) =>
  list([...keys.figures, "deals", filter], (cursor) =>
    part(
      read(
        api.GET("/api/deals/company/{id}", {
          params: { path: { id }, query: { ...filter, cursor, limit: PART } },
        }),
      ),
    ),
  );

export const dealTotal = (id: string, filter: DealFilter) =>
  queryOptions({
    queryKey: [...keys.figures, "dealTotal", filter],
    queryFn: async () =>
      (
        await read(
          api.GET("/api/deals/company/{id}", {
            params: { path: { id }, query: { ...filter, page: 1, limit: 1 } },
          }),
        )
      ).body.total ?? 0,
  });

export const sessionsOf = (id: string) =>
  queryOptions({
    queryKey: keys.belongings(id, "sessions"),
    queryFn: () => answer(api.GET("/api/sessions/contact/{id}", { params: { path: { id } } })),
    meta: KEEP,
  });

export const feedbackOf = (id: string) =>
  queryOptions({
    queryKey: keys.belongings(id, "feedback"),
    queryFn: () => answer(api.GET("/api/feedback/contact/{id}", { params: { path: { id } } })),
    meta: KEEP,
  });

export const emailsOf = (id: string) =>
  queryOptions({
    queryKey: keys.belongings(id, "emails"),
    queryFn: () => answer(api.GET("/api/emails/contact/{id}", { params: { path: { id } } })),
    meta: KEEP,
  });

export const enquiries = (filter: EnquiryFilter) =>
  list(
    keys.enquiries(filter),
    (cursor) =>
      part(read(api.GET("/api/enquiries", { params: { query: { ...filter, cursor, limit: PART } } }))),
    true,
  );

export const enquiry = (id: string) =>
  queryOptions({
    queryKey: keys.enquiry(id),
    queryFn: async (): Promise<Enquiry> => {
      const { notes: _, ...enquiry } = await answer(
        api.GET("/api/enquiries/{id}", { params: { path: { id } } }),
      );
      return enquiry;
    },
    meta: KEEP,
  });

/** The notes of an enquiry, oldest first. */
export const notesOf = (id: string) =>
  queryOptions({
    queryKey: keys.notes(id),
    queryFn: async (): Promise<Note[]> =>
      (await answer(api.GET("/api/enquiries/{id}", { params: { path: { id } } }))).notes ?? [],
    meta: KEEP,
  });

export const tasks = (filter: TaskFilter) =>
  list(
    keys.tasks(filter),
    (cursor) => part(read(api.GET("/api/tasks", { params: { query: { ...filter, cursor, limit: PART } } }))),
    true,
  );

export const notifications = list(keys.notifications, (cursor) =>
  part(read(api.GET("/api/notifications", { params: { query: { cursor, limit: 20 } } }))),
);

/** What somebody has started, newest first. */
export const bulkChanges = (startedBy: string) =>
  list(keys.bulkChanges, (cursor) =>
    part(read(api.GET("/api/bulk-changes", { params: { query: { startedBy, cursor, limit: 5 } } }))),
  );

/** One bulk change, with the leads that it could not change. */
export const bulkChangeDetail = (id: string) =>
  queryOptions({
    queryKey: keys.bulkChange(id),
    queryFn: () => answer(api.GET("/api/bulk-changes/{id}", { params: { path: { id } } })),
  });

export const imports = list(keys.imports, (cursor) =>
  part(read(api.GET("/api/imports", { params: { query: { cursor, limit: 20 } } }))),
);

export const oneImport = (id: string) =>
  queryOptions({
    queryKey: keys.import(id),
    queryFn: () => answer(api.GET("/api/imports/{id}", { params: { path: { id } } })),
  });

/** The columns of a file that is being imported, with some of their values. */
export const importColumns = (id: string) =>
  queryOptions({
    queryKey: [...keys.import(id), "columns"],
    queryFn: () => answer(api.GET("/api/imports/{id}/columns", { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How much may be kept of files to import. */
export const importLimits = queryOptions({
  queryKey: keys.importLimits,
  queryFn: () => answer(api.GET("/api/imports/limits")),
});

export const users = list(keys.users, (cursor) =>
  part(read(api.GET("/api/users", { params: { query: { cursor, sort: "name", limit: PART } } }))),
);

export const invites = queryOptions({
  queryKey: keys.invites,
  queryFn: () => answer(api.GET("/api/invites", { params: { query: { limit: 100 } } })),
});

/** Everybody who works here, by name: to choose from. */
export const colleagues = queryOptions({
  queryKey: keys.colleagues,
  queryFn: async () => {
    const all = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { body } = await read(
        api.GET("/api/employees", { params: { query: { page, limit: 100, sort: "name" } } }),
      );
      all.push(...body.data);
      pages = body.pages ?? 1;
    }
    return all;
  },
  meta: KEEP,
});

export const company = (id: string) =>
  queryOptions({
    queryKey: keys.company,
    queryFn: () => answer(api.GET("/api/companies/{id}", { params: { path: { id } } })),
    meta: KEEP,
  });

/** Where the company's mail goes, and what of it waits. No event says so: it is read anew. */
export const mailStatus = (id: string) =>
  queryOptions({
    queryKey: keys.mail,
    queryFn: () => answer(api.GET("/api/companies/{id}/mail", { params: { path: { id } } })),
    staleTime: 0,
  });

/** What happened last, newest first. */
export const feed = queryOptions({
  queryKey: keys.feed,
  queryFn: () => answer(api.GET("/api/analytics/activities", { params: { query: { limit: 50 } } })),
  meta: KEEP,
});

/** How many there are: of what a list asks for. */
export const contactTotal = (filter: ContactFilter) =>
  queryOptions({
    queryKey: [...keys.figures, "contacts", filter],
    queryFn: async () =>
      (await read(api.GET("/api/leads", { params: { query: { ...filter, page: 1, limit: 1 } } }))).body
        .total ?? 0,
    meta: KEEP,
  });

export const enquiryTotal = (filter: EnquiryFilter) =>
  queryOptions({
    queryKey: [...keys.figures, "enquiries", filter],
    queryFn: async () =>
      (await read(api.GET("/api/enquiries", { params: { query: { ...filter, page: 1, limit: 1 } } }))).body
        .total ?? 0,
    meta: KEEP,
  });

export const dueTotal = queryOptions({
  queryKey: [...keys.figures, "tasks"],
  queryFn: async () =>
    (await read(api.GET("/api/tasks", { params: { query: { state: "due", page: 1, limit: 1 } } }))).body
      .total ?? 0,
  meta: KEEP,
});

export const unreadTotal = queryOptions({
  queryKey: [...keys.figures, "unread"],
  queryFn: async () =>
    (await read(api.GET("/api/notifications", { params: { query: { unread: true, page: 1, limit: 1 } } })))
      .body.total ?? 0,
  meta: KEEP,
});

/** The board's columns: how many stand there, and what is open with them. */
export const board = (filter: ContactFilter) =>
  queryOptions({
    queryKey: [...keys.figures, "board", filter],
    queryFn: () => answer(api.GET("/api/leads/board", { params: { query: filter } })),
    meta: KEEP,
  });

export interface Days {
  from: string;
  to: string;
}

export const dashboard = (days: Days) =>
  queryOptions({
    queryKey: [...keys.figures, "dashboard", days],
    queryFn: () => answer(api.GET("/api/analytics/dashboard", { params: { query: days } })),
    meta: KEEP,
  });

export const funnel = (days: Days) =>
  queryOptions({
    queryKey: [...keys.figures, "funnel", days],
    queryFn: () => answer(api.GET("/api/analytics/funnel", { params: { query: days } })),
    meta: KEEP,
  });

export const performance = (days: Days) =>
  queryOptions({
    queryKey: [...keys.figures, "performance", days],
    queryFn: () => answer(api.GET("/api/analytics/performance", { params: { query: days } })),
    meta: KEEP,
  });
