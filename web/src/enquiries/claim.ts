import { answer, api } from "../api/client";
import type { Enquiry, Person } from "../api/records";
import { Refusal } from "../api/refusal";
import { useEnquiryChange } from "../live/change";
import { useMe } from "../session/me";
import { complain } from "../ui/notify";

/** Somebody else was faster. */
export interface LostRace {
  by: Person;
}

/** Claims an enquiry: it shows as one's own at once. Of several who try exactly one wins; the others get to know who. */
export function useClaim() {
  const me = useMe();
  const change = useEnquiryChange();
  return async (enquiry: Enquiry): Promise<LostRace | null> => {
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
      if (thrown instanceof Refusal && thrown.code === "already_claimed") {
        return { by: thrown.data.claimedBy as Person };
      }
      complain(thrown);
    }
    return null;
  };
}
