import { answer, api } from "../api/client";
import { type BulkChange, type LeadChange, type LeadSelection, placeBulkChange } from "../bulk-changes/noun";
import { useCache } from "../live/change";
import { toastError } from "../ui/notify";

/** Starts a bulk change, or undoes one. Its progress arrives as events. */
export function useBulk() {
  const cache = useCache();
  const shown = (bulk: BulkChange) => placeBulkChange(cache, bulk);
  return {
    /** Resolves to whether it was started. */
    start: (selection: LeadSelection, change: LeadChange): Promise<boolean> =>
      answer(
        api.POST("/api/leads/bulk", {
          body: { ...selection, change },
          // One click is one change, even if the browser retries the request.
          headers: { "Idempotency-Key": crypto.randomUUID() },
        }),
      ).then(
        (bulk) => {
          shown(bulk);
          return true;
        },
        (thrown) => {
          toastError(thrown);
          return false;
        },
      ),
    undo: ({ id }: BulkChange): Promise<void> =>
      answer(api.POST("/api/bulk-changes/{id}/undo", { params: { path: { id } } })).then(shown, toastError),
  };
}

/** How many leads of the selection were processed. */
export function processedOf({ changed, unchanged, failed }: BulkChange): number {
  return changed + unchanged + failed;
}

export function isRunning({ status }: BulkChange): boolean {
  return status === "QUEUED" || status === "RUNNING" || status === "UNDOING";
}

/** A deletion can be undone until it starts, every other change for thirty days. */
export function isUndoable({ status, change, changed, undone, kept }: BulkChange): boolean {
  if (status === "QUEUED" || status === "RUNNING") return true;
  return (status === "DONE" || status === "FAILED") && !change.delete && changed > undone + kept;
}
