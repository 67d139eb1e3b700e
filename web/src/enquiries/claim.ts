import { useState } from "react";
import { answer, api } from "../api/client";
import { ApiError } from "../api/error";
import type { Person } from "../employees/noun";
import { useOptimisticChange } from "../live/change";
import { useMe } from "../session/me";
import { toastError } from "../ui/notify";
import { type Enquiry, placeEnquiry } from "./noun";

/** Somebody else has claimed the enquiry before. */
export interface ClaimConflict {
  by: Person;
  /** The version of the enquiry that was claimed in vain. */
  version: number;
}

/** Whether the enquiry has changed since, and the one who was faster does not have it any more. */
export function isOver({ by, version }: ClaimConflict, enquiry: Enquiry): boolean {
  // A rolled back guess has a version between two of the server's.
  return Math.floor(enquiry.version) > version && enquiry.claimedBy?.id !== by.id;
}

/** Claims an enquiry, or says who was faster, as long as they have it. */
export function useClaim(enquiry: Enquiry) {
  const sendClaim = useClaimRequest();
  const [conflict, setConflict] = useState<ClaimConflict | null>(null);
  // Forgotten, not hidden: the next one who claims the enquiry was not faster than this user.
  if (conflict && isOver(conflict, enquiry)) setConflict(null);
  return { conflict, claim: async () => setConflict(await sendClaim(enquiry)) };
}

/** Claims an enquiry optimistically. Of several claims exactly one succeeds; the others resolve to who has it. */
function useClaimRequest() {
  const me = useMe();
  const change = useOptimisticChange<Enquiry>(placeEnquiry);
  return async (enquiry: Enquiry): Promise<ClaimConflict | null> => {
    const { id } = enquiry;
    try {
      await change({
        before: enquiry,
        guess: {
          status: "claimed",
          claimedBy: { id: me.id, name: me.name },
          claimedAt: new Date().toISOString(),
        },
        send: () => answer(api.POST("/api/enquiries/{id}/claim", { params: { path: { id } } })),
      });
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === "already_claimed") {
        return { by: thrown.data.claimedBy as Person, version: Math.floor(enquiry.version) };
      }
      toastError(thrown);
    }
    return null;
  };
}
