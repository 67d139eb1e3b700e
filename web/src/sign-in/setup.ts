import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../api/client";

/** Which ways in there are; asked anew on every page before the sign-in. */
export const setup = queryOptions({
  queryKey: ["setup"],
  queryFn: () => answer(api.GET("/api/auth/setup")),
  staleTime: 0,
});
