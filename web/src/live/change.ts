import { client } from "../session/client";
import { useMe } from "../session/me";
import { toastError } from "../ui/notify";
import { Cache, optimisticVersion } from "./cache";
import { beginChange } from "./pending";

/** A change that shows at once, is confirmed by the server, and is rolled back when the server refuses it. */
interface OptimisticChange<Row> {
  before: Row;
  guess: Partial<Row>;
  send: () => Promise<Row>;
}

/** Changes a record optimistically. `place` is the function of its noun that puts a record into the cache. */
export function useOptimisticChange<Row extends { version: number }>(
  place: (cache: Cache, row: Row) => void,
) {
  const cache = useCache();
  return async ({ before, guess, send }: OptimisticChange<Row>): Promise<Row> => {
    const version = optimisticVersion(before.version);
    place(cache, { ...before, ...guess, version });
    const end = beginChange();
    try {
      const saved = await send();
      place(cache, saved);
      return saved;
    } catch (thrown) {
      place(cache, { ...before, version: optimisticVersion(version) });
      throw thrown;
    } finally {
      end();
    }
  };
}

/** The cache, for the answer to a change: it shows before its event comes. */
export function useCache(): Cache {
  return new Cache(client, useMe());
}

/** Shows the reason when a change fails, where nothing else handles it. */
export async function withErrorToast<Value>(change: Promise<Value>): Promise<Value | undefined> {
  try {
    return await change;
  } catch (thrown) {
    toastError(thrown);
    return undefined;
  }
}
