import { useState } from "react";
import { answer, api } from "../api/client";
import { ApiError } from "../api/error";
import type { Person } from "../employees/noun";
import { useOptimisticChange } from "../live/change";
import { useMe } from "../session/me";
import { toast, toastError } from "../ui/notify";
import { useWords } from "../words";
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

/** Claims an enquiry. Of several claims exactly one succeeds; the others resolve to who has it. */
function useClaimRequest() {
  const send = useSendClaim();
  return async (enquiry: Enquiry): Promise<ClaimConflict | null> => {
    try {
      await send(enquiry);
    } catch (thrown) {
      const by = winnerOf(thrown);
      if (by) return { by, version: Math.floor(enquiry.version) };
      toastError(thrown);
    }
    return null;
  };
}

/** How many enquiries are tried when others keep being faster. */
const MAX_TRIES = 5;

/** Claims the unclaimed enquiry that has waited longest, and says so where there is none. */
export function useClaimNext() {
  const t = useWords();
  const send = useSendClaim();
  const query = { status: "unclaimed", sort: "createdAt", page: 1, limit: 1 } as const;
  const claimNext = async (tries = 1): Promise<Enquiry | undefined> => {
    try {
      const [next] = await answer(api.GET("/api/enquiries", { params: { query } }));
      if (next) return await send(next);
      toast(t("queue.unclaimedEmpty"));
    } catch (thrown) {
      if (winnerOf(thrown) && tries < MAX_TRIES) return claimNext(tries + 1);
      toastError(thrown);
    }
    return undefined;
  };
  return () => claimNext();
}

/** Claims an enquiry optimistically. */
function useSendClaim() {
  const me = useMe();
  const change = useOptimisticChange<Enquiry>(placeEnquiry);
  return (enquiry: Enquiry): Promise<Enquiry> =>
    change({
      before: enquiry,
      guess: {
        status: "claimed",
        claimedBy: { id: me.id, name: me.name },
        claimedAt: new Date().toISOString(),
      },
      send: () => answer(api.POST("/api/enquiries/{id}/claim", { params: { path: { id: enquiry.id } } })),
    });
}

/** Who was faster, if that is why a claim failed. */
function winnerOf(thrown: unknown): Person | undefined {
  const isLost = thrown instanceof ApiError && thrown.code === "already_claimed";
  return isLost ? (thrown.data.claimedBy as Person) : undefined;
}
