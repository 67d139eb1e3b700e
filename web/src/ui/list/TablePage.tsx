import { Box } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import type { Versioned } from "../../live/list";
import { PageHeader } from "../PageHeader";
import type { Column } from "./columns";
import { EmptyList, type ListQuery, LoadedList } from "./LoadedList";
import { LoadMore } from "./LoadMore";
import { Table } from "./Table";

interface Props<Row> {
  title: string;
  query: ListQuery<Row>;
  columns: readonly Column<Row>[];
  empty: ComponentProps<typeof EmptyList>;
  /** The filters of the list. */
  children: ReactNode;
}

/** A page that is one table, read further on demand. */
export function TablePage<Row extends Versioned>({ title, query, columns, empty, children }: Props<Row>) {
  return (
    <Box className="fill">
      <PageHeader title={title}>{children}</PageHeader>
      <LoadedList
        query={query}
        empty={
          <Box className="panel">
            <EmptyList {...empty} />
          </Box>
        }
      >
        {(rows) => (
          <Box className="panel">
            <Table label={title} columns={columns} rows={rows} />
          </Box>
        )}
      </LoadedList>
      <LoadMore list={query} variant="default" mt="sm" />
    </Box>
  );
}
