import { Table as MantineTable, type TableProps, VisuallyHidden } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";
import { useWords } from "../../words";
import type { Column } from "./columns";

interface Props<Row> extends Pick<TableProps, "verticalSpacing"> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowProps?: (row: Row) => ComponentPropsWithoutRef<"tr"> & { [data: `data-${string}`]: string };
  minWidth?: number;
}

/** A table of few rows, all of which are rendered. It scrolls sideways where there is no room. */
export function Table<Row extends { id: string }>({
  label,
  columns,
  rows,
  rowProps,
  minWidth = 640,
  verticalSpacing,
}: Props<Row>) {
  const t = useWords();
  return (
    <MantineTable.ScrollContainer minWidth={minWidth}>
      <MantineTable highlightOnHover verticalSpacing={verticalSpacing} aria-label={label}>
        <MantineTable.Thead>
          <MantineTable.Tr>
            {columns.map(({ id, word, align, isHeaderHidden }) => {
              const header = t(word) as string;
              return (
                <MantineTable.Th key={id} ta={align}>
                  {isHeaderHidden ? <VisuallyHidden>{header}</VisuallyHidden> : header}
                </MantineTable.Th>
              );
            })}
          </MantineTable.Tr>
        </MantineTable.Thead>
        <MantineTable.Tbody>
          {rows.map((row) => (
            <MantineTable.Tr key={row.id} {...rowProps?.(row)}>
              {columns.map(({ id, align, cell }) => (
                <MantineTable.Td key={id} ta={align} className={align && "number"}>
                  {cell(row)}
                </MantineTable.Td>
              ))}
            </MantineTable.Tr>
          ))}
        </MantineTable.Tbody>
      </MantineTable>
    </MantineTable.ScrollContainer>
  );
}
