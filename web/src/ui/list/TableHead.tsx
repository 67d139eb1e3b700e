import { Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useWords } from "../../words";
import { ColumnResizer } from "./ColumnResizer";
import { reversed, type VirtualColumn } from "./columns";
import { SelectBox } from "./SelectBox";
import type { Resizing } from "./useResizing";
import type { Selection } from "./useSelection";
import classes from "./VirtualTable.module.css";

type HeadColumn = Pick<VirtualColumn<never>, "id" | "word" | "width" | "sort" | "align">;

interface Props {
  columns: readonly HeadColumn[];
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
  selection: Selection | undefined;
  /** How many rows are loaded. */
  loaded: number;
  corner: ReactNode;
  resizing: Resizing;
}

export function TableHead({ columns, selection, loaded, corner, ...props }: Props) {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        {selection && <AllCheckbox selection={selection} loaded={loaded} />}
        {columns.map((column) => (
          <ColumnHeader key={column.id} column={column} {...props} />
        ))}
        <div role="columnheader" className={classes.corner}>
          {corner}
        </div>
      </div>
    </div>
  );
}

function AllCheckbox({ selection, loaded }: { selection: Selection; loaded: number }) {
  const t = useWords();
  const isAll = selection.count > 0 && (selection.isEverything || selection.count === loaded);
  return (
    <div role="columnheader">
      <SelectBox
        label={t("list.selectAll")}
        isChecked={isAll}
        isMixed={selection.count > 0 && !isAll}
        onChange={(isChecked) => (isChecked ? selection.selectAll() : selection.clear())}
      />
    </div>
  );
}

interface ColumnHeaderProps extends Pick<Props, "sort" | "onSort" | "resizing"> {
  column: HeadColumn;
}

function ColumnHeader({ column, sort = "", onSort, resizing }: ColumnHeaderProps) {
  const t = useWords();
  const label = t(column.word) as string;
  const { align, sort: first } = column;
  const isSorted = first !== undefined && (sort === first || sort === reversed(first));
  const direction = sort.startsWith("-") ? "descending" : "ascending";
  const Arrow = direction === "ascending" ? IconArrowUp : IconArrowDown;
  const text = (
    <Text span size="xs" fw={500} truncate>
      {label}
    </Text>
  );
  return (
    <div
      role="columnheader"
      className={classes.headCell}
      data-align={align}
      aria-sort={first ? (isSorted ? direction : "none") : undefined}
    >
      {first && onSort ? (
        <UnstyledButton
          className={classes.sort}
          onClick={() => onSort(sort === first ? reversed(first) : first)}
        >
          {text}
          {isSorted && <Arrow size={13} aria-hidden />}
        </UnstyledButton>
      ) : (
        text
      )}
      <ColumnResizer column={column} label={label} resizing={resizing} />
    </div>
  );
}
