import { api } from "../api/client";
import type { ContactFilter } from "../api/records";
import { Refusal } from "../api/refusal";
import { complain } from "../ui/notify";
import type { Selection } from "./selection";

/** The address of an export: every lead that the filter selects. */
export function exportOf(filter: ContactFilter): string {
  const { sort: _, ...asked } = filter;
  const given = Object.entries(asked).filter(([, value]) => value !== undefined);
  return `/api/leads/export.csv?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** Downloads the selected leads. Those picked by hand are named in the body: an address has no room for thousands. */
export async function exportLeads(selection: Selection, filter: ContactFilter): Promise<void> {
  if (selection.isEverything) {
    download(exportOf(filter));
    return;
  }
  try {
    const { data, error, response } = await api
      .POST("/api/leads/export.csv", { body: selection.body, parseAs: "blob" })
      .catch(() => {
        throw Refusal.unreachable();
      });
    if (!response.ok || data === undefined) throw Refusal.from(error, response);
    const address = URL.createObjectURL(data as Blob);
    download(address);
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (thrown) {
    complain(thrown);
  }
}

function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "leads.csv";
  link.click();
}
