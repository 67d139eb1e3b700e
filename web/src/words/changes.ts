import { t } from ".";

/** The catalogue's group for the codes in a line of the timeline: `NEW → CONTACTED`, `LEAD → MQL: why`. */
const GROUPS: Record<string, string> = { STATUS_CHANGE: "status", STAGE_CHANGE: "stage" };

/** The text of a line of the timeline, with the names of stages and statuses in place of their codes. */
export function activityText({ kind, text }: { kind: string; text: string }): string {
  const group = GROUPS[kind];
  if (!group) return text;
  const name = (code: string) => t(`${group}.${code}`, { defaultValue: code });
  return text.replace(/^([A-Z]+) → ([A-Z]+)/, (_, from, to) => `${name(from)} → ${name(to)}`);
}
