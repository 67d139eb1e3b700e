import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/error";

/** Events keep what has been read up to date: nothing is read again because time has passed. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isTransient,
    },
    mutations: { networkMode: "always" },
  },
});
