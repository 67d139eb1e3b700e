import { useQuery } from "@tanstack/react-query";
import type { BulkChange, LeadChange } from "../bulk-changes/noun";
import { colleaguesQuery } from "../employees/noun";
import { useWords } from "../words";
import { count } from "../words/format";
import { processedOf } from "./bulk";

/** The texts for a bulk change: what it does, and its result. */
export function useBulkWords() {
  const t = useWords();
  // Not only the active ones: the assignee may have been deactivated since.
  const { data: people = [] } = useQuery(colleaguesQuery);
  /** The kind of a change, and the value that it sets. */
  const kindOf = ({ addTags, removeTags, assign, status }: LeadChange) => {
    if (addTags) return { kind: "addTags", what: addTags.join(", ") } as const;
    if (removeTags) return { kind: "removeTags", what: removeTags.join(", ") } as const;
    if (status) return { kind: "status", what: t(`status.${status}`) } as const;
    if (!assign) return { kind: "delete", what: "" } as const;
    const owner = people.find(({ id }) => id === assign.employeeId);
    if (assign.employeeId) return { kind: "assign", what: owner?.name ?? "…" } as const;
    return { kind: "unassign", what: "" } as const;
  };
  const leads = (n: number) => ({ count: n, n: count(n) });
  const title = (bulk: BulkChange, now: number): string => {
    const { kind, what } = kindOf(bulk.change);
    const seconds = Math.ceil((Date.parse(bulk.startsAt) - now) / 1_000);
    if (bulk.status === "QUEUED" && seconds > 0)
      return t("bulk.deletingIn", { ...leads(bulk.total), seconds });
    if (bulk.status === "QUEUED" || bulk.status === "RUNNING")
      return t(`bulk.doing.${kind}`, { ...leads(bulk.total), what });
    if (bulk.status === "UNDOING") return t("bulk.undoing");
    if (bulk.status === "UNDONE" && bulk.changed === 0) return t("bulk.cancelled");
    if (bulk.status === "UNDONE") return t("bulk.undone", leads(bulk.undone));
    if (bulk.changed === 0) return t("bulk.none");
    return t(`bulk.did.${kind}`, { ...leads(bulk.changed), what });
  };
  const details = (bulk: BulkChange): string => {
    const { status, kept, change, total } = bulk;
    if (status === "RUNNING") return t("bulk.of", { n: count(processedOf(bulk)), total: count(total) });
    if (status === "UNDONE" && kept > 0)
      return t(change.delete ? "bulk.stayDeleted" : "bulk.kept", leads(kept));
    return status === "DONE" || status === "FAILED" ? ending(bulk) : "";
  };
  const ending = ({ status, unchanged, failed, error }: BulkChange): string => {
    const parts = [
      unchanged > 0 && t("bulk.unchanged", leads(unchanged)),
      failed > 0 && t("bulk.failed", leads(failed)),
      status === "FAILED" && t("bulk.stopped", { error }),
    ];
    return parts.filter(Boolean).join(" ");
  };
  return { title, details };
}
