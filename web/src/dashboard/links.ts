import type { Stage, Status } from "../leads/noun";
import { formatDays } from "../live/days";
import type { Days } from "./reads";

/**
 * The list behind each number of the dashboard: it shows exactly the records that the number counts. Numbers of completed
 * work (sessions, activities, claims) have no such list, and no link.
 */
const address = (path: string, search: Record<string, string | boolean>) =>
  `${path}?${new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)]))}`;

const createdAt = (days: Days) => ({ createdAt: formatDays(days) ?? "" });

export const unclaimed = () => "/enquiries";

export const received = (days: Days) => address("/enquiries", { tab: "all", ...createdAt(days) });

export const created = (days: Days) => address("/leads", createdAt(days));

export const withStatus = (status: Status) => address("/leads", { status });

export const atStage = (stage: Stage) => address("/leads", { stage });

export const entered = (stage: Stage, { from, to }: Days) =>
  address("/leads", { entered: stage, enteredFrom: from, enteredTo: to });

export const advanced = (stage: Stage, { from, to }: Days) =>
  address("/leads", { entered: stage, enteredFrom: from, enteredTo: to, advanced: true });

export const openOpportunities = () => address("/opportunities", { status: "OPEN" });

export const won = (days: Days, closedBy?: string) =>
  address("/deals", { closedAt: formatDays(days) ?? "", ...(closedBy ? { closedBy } : {}) });
