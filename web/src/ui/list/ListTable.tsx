import { Box } from "@mantine/core";
import { type ComponentProps, type ReactNode, useMemo } from "react";
import type { Versioned } from "../../live/list";
import { Skeletons } from "../states";
import { ColumnMenu } from "./ColumnMenu";
import { useColumnLayout } from "./columnLayout";
import type { VirtualColumn } from "./columns";
import { type ListQuery, LoadedList } from "./LoadedList";
import { LoadMore } from "./LoadMore";
import { NewRowsButton } from "./NewRowsButton";
import { readNextPage } from "./nextPage";
import type { useHeldRows } from "./useHeldRows";
import { VirtualTable } from "./VirtualTable";

type TableProps<Row> = ComponentProps<typeof VirtualTable<Row & Versioned>>;

interface Props<Row extends Versioned>
  extends Pick<
    TableProps<Row>,
    "label" | "card" | "rowName" | "rowProps" | "sort" | "onSort" | "selection" | "rowCommands"
  > {
  /** The list and its view, each of which has columns of its own. */
  list: string;
  view: string;
  query: ListQuery<Row>;
  held: ReturnType<typeof useHeldRows<Row>>;
  /** The first column, which is always shown. */
  first: VirtualColumn<Row>;
  /** The columns to choose from, and those that are shown until the user chooses. */
  columns: readonly VirtualColumn<Row>[];
  defaults: readonly string[];
  empty: ReactNode;
}

/** A list as a table, from edge to edge of the page: its columns are the user's, its rows hold still under the pointer. */
export function ListTable<Row extends Versioned>(props: Props<Row>) {
  const { list, view, query, held, first, columns, defaults, empty, ...table } = props;
  const layout = useColumnLayout(list, view, columns, defaults);
  const shown = useMemo(() => [first, ...layout.columns], [first, layout.columns]);
  return (
    <Box {...held.handlers} className="fill">
      <NewRowsButton count={held.newCount} show={held.release} />
      <LoadedList
        query={query}
        rows={held.rows}
        skeleton={<Skeletons rows={12} height={20} />}
        empty={<div className="empty">{empty}</div>}
      >
        {(rows) => (
          <>
            <VirtualTable
              {...table}
              rows={rows}
              columns={shown}
              isGone={held.isGone}
              widths={layout.widths}
              onResize={layout.resize}
              hasNextPage={query.hasNextPage}
              onEnd={() => readNextPage(query)}
              corner={<ColumnMenu columns={columns} shown={layout.shown} onChange={layout.setShown} />}
            />
            {query.isFetchNextPageError && <LoadMore list={query} />}
          </>
        )}
      </LoadedList>
    </Box>
  );
}
