import type { Opportunity } from "../opportunities/noun";

/**
 * The opportunity that a form closes, and for how much. If the chosen one was closed elsewhere meanwhile, the form goes on
 * with the first that is open: what was typed for the other one does not count for it.
 */
export function closingOf<Open extends Pick<Opportunity, "id" | "expectedValue">>(
  open: readonly [Open, ...Open[]],
  { id, value }: { id: string; value: number },
): { chosen: Open; value: number } {
  const chosen = open.find((one) => one.id === id);
  return chosen ? { chosen, value } : { chosen: open[0], value: open[0].expectedValue };
}
