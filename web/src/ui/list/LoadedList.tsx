import { Button } from "@mantine/core";
import type { IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { type List, rows as loadedRows } from "../../live/list";
import { useWords } from "../../words";
import { EmptyState, ErrorState, type Query, Skeletons } from "../states";
import type { Paged } from "./LoadMore";

/** An infinite query of rows. */
export type ListQuery<Row> = Query<List<Row>> & Paged;

interface LoadedListProps<Row> {
  query: ListQuery<Row>;
  /** The rows that are shown, where they are not simply those that were loaded. */
  rows?: Row[];
  skeleton?: ReactNode;
  /** Shown once the server has said that there are no rows, never before. */
  empty?: ReactNode;
  children: (rows: Row[]) => ReactNode;
}

/** The rows of a list: its skeleton while it is pending, its error if it failed without any rows. */
export function LoadedList<Row>({
  query,
  rows = loadedRows(query.data),
  skeleton = <Skeletons />,
  empty = null,
  children,
}: LoadedListProps<Row>) {
  if (rows.length > 0) return children(rows);
  // Every loaded row of a longer list was removed. The list is being read again.
  const isDrained = query.hasNextPage;
  if (query.error && (!query.data || isDrained)) {
    return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  }
  return query.isPending || isDrained ? skeleton : empty;
}

interface EmptyListProps {
  icon: ComponentType<IconProps>;
  title: string;
  hint: string;
  isFiltered: boolean;
  onClear?: () => void;
  /** Buttons for a list that is empty without any filter. */
  children?: ReactNode;
}

/** Why a list is empty: nothing matches its filter, or there is nothing yet. */
export function EmptyList({ icon, title, hint, isFiltered, onClear, children }: EmptyListProps) {
  const t = useWords();
  if (!isFiltered) {
    return (
      <EmptyState icon={icon} title={title} hint={hint}>
        {children}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={t("state.noMatch")} hint={t("state.noMatchHint")}>
      {onClear && <Button onClick={onClear}>{t("filter.clear")}</Button>}
    </EmptyState>
  );
}
