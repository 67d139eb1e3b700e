import type { ReactNode } from "react";
import { ApiError } from "../../api/error";
import { Loaded, type Query } from "../states";

interface Props<Data> {
  /** `null` once the record was deleted while it was shown. */
  query: Query<Data | null>;
  skeleton: ReactNode;
  /** Shown for a record that does not exist, or that the user may not see. */
  missing: ReactNode;
  children: (data: Data) => ReactNode;
}

export function LoadedRecord<Data>({ query, skeleton, missing, children }: Props<Data>) {
  const { data, error } = query;
  const isNotFound = error instanceof ApiError && error.status === 404;
  if (data === undefined && isNotFound) return missing;
  return (
    <Loaded query={query} skeleton={skeleton}>
      {(data) => (data === null ? missing : children(data))}
    </Loaded>
  );
}
