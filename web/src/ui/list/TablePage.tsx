import { Box } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import { rows, type Versioned } from "../../live/list";
import { PageHeader } from "../PageHeader";
import { BarFilters } from "./FilterMenu";
import { type FilterField, isFiltered } from "./filters";
import { ListTable } from "./ListTable";
import { EmptyList } from "./LoadedList";
import { SavedViews } from "./SavedViews";
import { useHeldRows } from "./useHeldRows";
import { useCurrentView, useStoredViews, type View, type ViewedList } from "./views";

type TableProps<Row extends Versioned> = ComponentProps<typeof ListTable<Row>>;

interface Props<Row extends Versioned, Filter>
  extends Pick<TableProps<Row>, "query" | "first" | "columns" | "defaults" | "card" | "rowName"> {
  title: string;
  list: ViewedList<Filter>;
  /** The views that everybody has. */
  common: readonly View<Filter>[];
  fields: readonly FilterField<Filter>[];
  filter: Filter;
  setFilter: (filter: Filter) => void;
  /** How many rows match, in words, once that is known. */
  total: string | undefined;
  empty: Pick<ComponentProps<typeof EmptyList>, "icon" | "title" | "hint"> & { action: ReactNode };
}

/** A page that is one table. The address holds its filter. */
export function TablePage<Row extends Versioned, Filter extends object>(props: Props<Row, Filter>) {
  const { title, list, common, fields, filter, setFilter, total, empty, query, ...table } = props;
  const { action, ...emptyWords } = empty;
  const held = useHeldRows(rows(query.data), JSON.stringify(filter));
  const view = useCurrentView([...common, ...useStoredViews(list).views], filter);
  return (
    <Box className="fill edge">
      <PageHeader
        title={title}
        isAsideBelow
        aside={<SavedViews list={list} common={common} filter={filter} onChange={setFilter} />}
        filters={<BarFilters fields={fields} filter={filter} onChange={setFilter} total={total} />}
      />
      <ListTable
        {...table}
        label={title}
        list={list.id}
        view={view}
        query={query}
        held={held}
        empty={
          <EmptyList {...emptyWords} isFiltered={isFiltered(filter)} onClear={() => setFilter({} as Filter)}>
            {action}
          </EmptyList>
        }
      />
    </Box>
  );
}
