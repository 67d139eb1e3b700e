import type { Schemas } from "../protocol";

/** How far ratings are from what a stage requires. */
export interface RatingShortfall {
  average: number;
  count: number;
  required: number;
}

/** What is missing to a required average, as `Rating::ensure_reaches` on the server decides it. */
export function ratingShortfall(ratings: readonly number[], required: number): RatingShortfall | undefined {
  const sum = ratings.reduce((total, rating) => total + rating, 0);
  const count = ratings.length;
  if (count > 0 && sum >= required * count) return undefined;
  return { average: count === 0 ? 0 : sum / count, count, required };
}

/** The ratings of the sessions that count for promotion to SQL. */
export function mqlRatings(sessions: readonly Pick<Schemas["Session"], "stage" | "rating">[]): number[] {
  return sessions.filter(({ stage }) => stage === "MQL").map(({ rating }) => rating);
}
