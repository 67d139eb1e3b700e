import { answer, api } from "../api/client";
import type { BulkChange, LeadChange, LeadSelection } from "../api/records";
import { useCache } from "../live/change";
import { bulkChange } from "../live/reducer";
import { complain } from "../ui/notify";

/** Starts a bulk change, or undoes one. What becomes of it comes by events. */
export function useBulk() {
  const cache = useCache();
  const shown = (bulk: BulkChange) => bulkChange(cache, bulk);
  return {
    /** Answers whether it has begun. */
    start: (selection: LeadSelection, change: LeadChange): Promise<boolean> =>
      answer(
        api.POST("/api/leads/bulk", {
          body: { ...selection, change },
          // One click is one change, even when the network makes the browser ask twice.
          headers: { "Idempotency-Key": crypto.randomUUID() },
        }),
      ).then(
        (bulk) => {
          shown(bulk);
          return true;
        },
        (thrown) => {
          complain(thrown);
          return false;
        },
      ),
    undo: ({ id }: BulkChange): Promise<void> =>
      answer(api.POST("/api/bulk-changes/{id}/undo", { params: { path: { id } } })).then(shown, complain),
  };
}

/** How many leads of the selection it has dealt with. */
export function processedOf({ changed, unchanged, failed }: BulkChange): number {
  return changed + unchanged + failed;
}

export function isAtWork({ status }: BulkChange): boolean {
  return status === "QUEUED" || status === "RUNNING" || status === "UNDOING";
}

/** Deleted leads cannot be restored; everything else can be changed back for thirty days. */
export function isUndoable({ status, change, changed, undone, kept }: BulkChange): boolean {
  if (status === "QUEUED" || status === "RUNNING") return true;
  return (status === "DONE" || status === "FAILED") && !change.delete && changed > undone + kept;
}
