import type { Days } from "../api/reads";
import type { Stage, Status } from "../api/records";

/**
 * The list behind each number of the dashboard. It shows exactly the records that the number counts; a number without
 * such a list (sessions, activities, claims: work that was done) has no link.
 */
const address = (path: string, search: Record<string, string | boolean>) =>
  `${path}?${new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)]))}`;

export const unclaimed = () => "/enquiries";

export const received = ({ from, to }: Days) =>
  address("/enquiries", { tab: "all", createdFrom: from, createdTo: to });

export const created = ({ from, to }: Days) => address("/leads", { createdFrom: from, createdTo: to });

export const withStatus = (status: Status) => address("/leads", { status });

export const atStage = (stage: Stage) => address("/leads", { stage });

export const entered = (stage: Stage, { from, to }: Days) =>
  address("/leads", { entered: stage, enteredFrom: from, enteredTo: to });

export const advanced = (stage: Stage, { from, to }: Days) =>
  address("/leads", { entered: stage, enteredFrom: from, enteredTo: to, advanced: true });

export const openOpportunities = () => address("/opportunities", { status: "OPEN" });

export const won = ({ from, to }: Days, closedBy?: string) =>
  address("/deals", { from, to, ...(closedBy ? { closedBy } : {}) });
