import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";

/** How accounts can be created on this server. It is read again on every page before the sign-in. */
export const setup = queryOptions({
  queryKey: ["setup"],
  queryFn: () => answer(api.GET("/api/auth/setup")),
  staleTime: 0,
});
