import type { Stage, Status } from "../leads/noun";

/** Each stage has its colour everywhere, in badges, on the board and in the funnel: one ramp from grey-blue to violet. */
export const STAGE_COLORS: Record<Stage, string> = {
  LEAD: "#8b95b5",
  MQL: "#7388d0",
  SQL: "#5b78dc",
  OPPORTUNITY: "#5566dc",
  CUSTOMER: "#5b4fd0",
  EVANGELIST: "#7a3fc4",
  DORMANT: "#8a8f99",
};

export const STATUS_COLORS: Record<Status, string> = {
  NEW: "blue",
  CONTACTED: "cyan",
  QUALIFIED: "violet",
  UNQUALIFIED: "gray",
  WON: "teal",
  LOST: "red",
};

/** Backgrounds of initials, dark enough for white text. */
export const AVATAR_COLORS = [
  "#1864ab",
  "#862e9c",
  "#087f5b",
  "#b03a06",
  "#0b7285",
  "#a61e4d",
  "#364fc7",
  "#3f6212",
] as const;
