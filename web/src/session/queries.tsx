import { QueryClientProvider } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { client } from "./client";

/** The page with the query cache that it reads through. */
export function withQueries(Page: ComponentType): ComponentType {
  return () => (
    <QueryClientProvider client={client}>
      <Page />
    </QueryClientProvider>
  );
}
