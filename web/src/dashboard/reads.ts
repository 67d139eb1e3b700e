import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { keys, PERSISTED } from "../live/keys";
import type { Schemas } from "../protocol";

export type Counters = Schemas["Counters"];
export type DashboardFigures = Schemas["Dashboard"];
export type FunnelFigures = Schemas["Funnel"];
export type PerformanceFigures = Schemas["Performance"];

/** Days of the company, both included. */
export interface Days {
  from: string;
  to: string;
}

/** The latest events, newest first. */
export const feedQuery = queryOptions({
  queryKey: keys.feed,
  queryFn: () => answer(api.GET("/api/analytics/activities", { params: { query: { limit: 50 } } })),
  meta: PERSISTED,
});

export const dashboardQuery = (days: Days) =>
  queryOptions({
    queryKey: [...keys.figures, "dashboard", days],
    queryFn: () => answer(api.GET("/api/analytics/dashboard", { params: { query: days } })),
    meta: PERSISTED,
  });

export const funnelQuery = (days: Days) =>
  queryOptions({
    queryKey: [...keys.figures, "funnel", days],
    queryFn: () => answer(api.GET("/api/analytics/funnel", { params: { query: days } })),
    meta: PERSISTED,
  });

export const performanceQuery = (days: Days) =>
  queryOptions({
    queryKey: [...keys.figures, "performance", days],
    queryFn: () => answer(api.GET("/api/analytics/performance", { params: { query: days } })),
    meta: PERSISTED,
  });
