import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "../api/refusal";

/** What has been read stays true through events: nothing is read again because time has passed. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
      retry: (failures, error) => failures < 2 && error instanceof Refusal && error.passes,
    },
    mutations: { networkMode: "always" },
  },
});
