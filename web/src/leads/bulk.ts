import type { Contact } from "../api/records";
import { reason } from "../api/refusal";
import { useCache } from "../live/change";
import { complain, say, warn } from "../ui/notify";
import { useWords } from "../words";

/** Requests that are under way at once. */
const ABREAST = 4;

/** Does the same with each of several leads, and says how many it was refused for, and why. */
export function useBulk() {
  const t = useWords();
  const cache = useCache();
  return async (contacts: Contact[], change: (contact: Contact) => Promise<Contact>): Promise<void> => {
    const waiting = [...contacts];
    const refusals: unknown[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await change(next).then(
          (changed) => cache.contact(changed),
          (thrown) => refusals.push(thrown),
        );
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
    const done = contacts.length - refusals.length;
    if (refusals.length === 0) say(t("bulk.done", { count: done }));
    else if (done === 0) complain(refusals[0]);
    else warn(t("bulk.partly", { done, refused: refusals.length, reason: reason(refusals[0]) }));
  };
}
