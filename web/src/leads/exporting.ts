import { api } from "../api/client";
import { ApiError } from "../api/error";
import type { Selection } from "../ui/list/useSelection";
import { toastError } from "../ui/notify";
import type { ContactFilter } from "./noun";

/** The URL of an export of every lead that matches the filter. */
export function exportUrl(filter: ContactFilter): string {
  const { sort: _, ...criteria } = filter;
  const params = Object.entries(criteria).filter(([, value]) => value !== undefined);
  return `/api/leads/export.csv?${new URLSearchParams(params.map(([name, value]) => [name, String(value)]))}`;
}

/** Downloads the selected leads. Their ids are sent in the body: a URL has no room for thousands of them. */
export async function exportLeads(selection: Selection<ContactFilter>, filter: ContactFilter): Promise<void> {
  if (selection.isEverything) {
    download(exportUrl(filter));
    return;
  }
  try {
    const { data, error, response } = await api
      .POST("/api/leads/export.csv", { body: selection.body, parseAs: "blob" })
      .catch(() => {
        throw ApiError.unreachable();
      });
    if (!response.ok || data === undefined) throw ApiError.from(error, response);
    const url = URL.createObjectURL(data as Blob);
    download(url);
    // The download has started by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (thrown) {
    toastError(thrown);
  }
}

/** Saves what is at a URL as a file. */
export function download(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "leads.csv";
  link.click();
}
