import { STATUSES } from "../protocol/enums";
import type { Status } from "./noun";

/** The statuses that people set. Opportunities set WON and LOST (`Status::is_set_by_opportunity` on the server). */
export const MANUAL_STATUSES: readonly Status[] = STATUSES.filter(
  (status) => status !== "WON" && status !== "LOST",
);
