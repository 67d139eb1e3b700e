import { api, read } from "../api/client";
import { FILTERS } from "../protocol/filters";
import type { ListedOpportunity, Opportunity } from "./noun";

/** An id, and the comma after it. */
const ID_LENGTH = 37;
/** How many ids the server accepts in one filter. */
const MAX_IDS = Math.floor((FILTERS["/api/opportunities"].contactId.maxLength + 1) / ID_LENGTH);

interface Batch {
  ids: Set<string>;
  found: Promise<ListedOpportunity[]>;
}

let batch: Batch | undefined;

/** The opportunities of a contact. Calls of the same moment share requests: a board asks for many contacts at once. */
export async function readOpportunities(contactId: string): Promise<Opportunity[]> {
  if (!batch || batch.ids.size >= MAX_IDS) batch = startBatch();
  batch.ids.add(contactId);
  const found = await batch.found;
  // Without the contact's name, which events do not carry and the pages show anyway.
  return found
    .filter((opportunity) => opportunity.contactId === contactId)
    .map(({ contactName: _, ...opportunity }) => opportunity);
}

function startBatch(): Batch {
  const ids = new Set<string>();
  const found = Promise.resolve().then(() => {
    if (batch?.ids === ids) batch = undefined;
    return readAll([...ids].join(","));
  });
  return { ids, found };
}

async function readAll(contactId: string): Promise<ListedOpportunity[]> {
  const found: ListedOpportunity[] = [];
  let cursor: string | null | undefined = "start";
  while (cursor) {
    const query: { contactId: string; cursor: string; limit: number } = { contactId, cursor, limit: 100 };
    const { body } = await read(api.GET("/api/opportunities", { params: { query } }));
    found.push(...body.data);
    cursor = body.nextCursor;
  }
  return found;
}
