import { IconPhone, IconUserCheck, IconX } from "@tabler/icons-react";
import { answer, api } from "../api/client";
import type { Person } from "../employees/noun";
import { useCache, useOptimisticChange, withErrorToast } from "../live/change";
import { toast } from "../ui/notify";
import { useWords } from "../words";
import { type Enquiry, type EnquiryStatus, placeEnquiry } from "./noun";

export const STEP_ICONS = { contacted: IconPhone, converted: IconUserCheck, lost: IconX } as const;
export type NextStatus = keyof typeof STEP_ICONS;

/** What may become of an enquiry, the usual step first. */
export const NEXT_STATUSES: Record<EnquiryStatus, readonly NextStatus[]> = {
  unclaimed: [],
  claimed: ["contacted", "lost"],
  contacted: ["converted", "lost"],
  converted: [],
  lost: [],
};

export function isAssignable({ status }: Enquiry): boolean {
  return status !== "converted" && status !== "lost";
}

/** Status changes, release, reopening and assignment of an enquiry. */
export function useEnquirySteps(enquiry: Enquiry) {
  const t = useWords();
  const change = useOptimisticChange<Enquiry>(placeEnquiry);
  const cache = useCache();
  const path = { params: { path: { id: enquiry.id } } };
  const show = (changed: Enquiry | undefined) => changed && placeEnquiry(cache, changed);
  return {
    setStatus: (status: EnquiryStatus) =>
      withErrorToast(
        change({
          before: enquiry,
          guess: { status },
          send: () => answer(api.PUT("/api/enquiries/{id}/status", { ...path, body: { status } })),
        }),
      ).then((saved) => saved?.status === "converted" && toast(t("queue.converted", { name: saved.name }))),
    release: () => withErrorToast(answer(api.POST("/api/enquiries/{id}/release", path))).then(show),
    reopen: () => withErrorToast(answer(api.POST("/api/enquiries/{id}/reopen", path))).then(show),
    assign: ({ id: employeeId }: Person) =>
      withErrorToast(answer(api.POST("/api/enquiries/{id}/assign", { ...path, body: { employeeId } }))).then(
        show,
      ),
  };
}
