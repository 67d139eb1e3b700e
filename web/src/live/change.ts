import type { Contact, Enquiry } from "../api/records";
import { client } from "../session/client";
import { useMe } from "../session/me";
import { complain } from "../ui/notify";
import { Cache, guessed } from "./cache";

/** Something that is shown at once, confirmed by the server, and taken back with its reason if it does not agree. */
interface Change<Row> {
  before: Row;
  guess: Partial<Row>;
  send: () => Promise<Row>;
}

function useChange<Row extends { version: number }>(show: (cache: Cache, row: Row) => void) {
  const cache = new Cache(client, useMe());
  return async ({ before, guess, send }: Change<Row>): Promise<Row> => {
    const version = guessed(before.version);
    show(cache, { ...before, ...guess, version });
    try {
      const saved = await send();
      show(cache, saved);
      return saved;
    } catch (thrown) {
      show(cache, { ...before, version: guessed(version) });
      throw thrown;
    }
  };
}

export function useContactChange() {
  return useChange<Contact>((cache, contact) => cache.contact(contact));
}

export function useEnquiryChange() {
  return useChange<Enquiry>((cache, enquiry) => cache.enquiry(enquiry));
}

/** What the server answered to a change: shown before its event comes. */
export function useCache(): Cache {
  return new Cache(client, useMe());
}

/** Says why a change did not happen, where nothing else is done about it. */
export async function loudly<Value>(change: Promise<Value>): Promise<Value | undefined> {
  try {
    return await change;
  } catch (thrown) {
    complain(thrown);
    return undefined;
  }
}
