import { ActionIcon, Box, Button, Checkbox, Popover, Stack } from "@mantine/core";
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconColumns3, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { contacts, contactTotal } from "../api/reads";
import type { Contact, ContactFilter } from "../api/records";
import { rows } from "../live/list";
import { NewPill } from "../ui/NewPill";
import { Bones, Empty, Problem } from "../ui/states";
import { useSteady } from "../ui/steady";
import { useWords } from "../words";
import { BulkBar } from "./BulkBar";
import { COLUMNS, USUAL } from "./columns";
import classes from "./LeadTable.module.css";
import { CardRow, type RowProps, TableHead, TableRow } from "./rows";
import { type Selection, useSelection } from "./selection";

interface Props {
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
}

/** Rows from the end at which the next part is read. */
const AHEAD = 15;

/** The leads as rows: only those in sight are drawn, the rest is read while scrolling. */
export function LeadTable({ filter, setFilter }: Props) {
  const t = useWords();
  const list = useInfiniteQuery(contacts(filter));
  const steady = useSteady(rows(list.data), JSON.stringify(filter));
  const { sort: _, ...asked } = filter;
  const total = useQuery(contactTotal(asked)).data ?? steady.rows.length;
  const selection = useSelection(filter, steady.rows, total);
  const [shown, setShown] = useLocalStorage<string[]>({ key: "tandem.columns", defaultValue: [...USUAL] });
  const columns = COLUMNS.filter(({ id }) => shown.includes(id));
  const isNarrowed = Object.entries(filter).some(([field, value]) => field !== "sort" && value !== undefined);
  // Others have emptied what was read of a longer list: it is being read again.
  const isDrained = steady.rows.length === 0 && list.hasNextPage;
  if (list.isPending || (isDrained && !list.isError))
    return (
      <Box className="panel">
        <Bones rows={10} height={36} />
      </Box>
    );
  if (list.isError && (!list.data || isDrained))
    return <Problem error={list.error} retry={() => void list.refetch()} />;
  if (steady.rows.length === 0) {
    return (
      <Box className="panel">
        <Empty
          icon={IconUsers}
          title={isNarrowed ? t("state.noMatch") : t("leads.empty")}
          hint={isNarrowed ? t("state.noMatchHint") : t("leads.emptyHint")}
        >
          {isNarrowed && <Button onClick={() => setFilter({})}>{t("leads.clear")}</Button>}
        </Empty>
      </Box>
    );
  }
  return (
    <Box className="fill" pos="relative">
      <BulkBar selection={selection} filter={filter} total={total} />
      <Box {...steady.over} className="fill">
        <NewPill news={steady.news} show={steady.release} />
        <Rows
          all={steady.rows}
          gone={steady.gone}
          columns={columns}
          filter={filter}
          setFilter={setFilter}
          selection={selection}
          more={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
          total={list.hasNextPage ? -1 : steady.rows.length}
          corner={<ColumnMenu shown={shown} setShown={setShown} />}
        />
      </Box>
    </Box>
  );
}

interface RowsProps extends Pick<RowProps, "columns"> {
  all: Contact[];
  gone: (contact: Contact) => boolean;
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
  selection: Selection;
  more: () => void;
  total: number;
  corner: React.ReactNode;
}

function Rows({ all, gone, columns, filter, setFilter, selection, more, total, corner }: RowsProps) {
  const t = useWords();
  const isWide = useMediaQuery("(min-width: 48em)", true);
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => box.current,
    estimateSize: () => (isWide ? 45 : 74),
    overscan: 12,
    getItemKey: (index) => all[index]?.id ?? index,
  });
  const seen = virtual.getVirtualItems();
  const end = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (end >= all.length - AHEAD) more();
  });
  const grid = `40px minmax(170px, 1.5fr) ${columns.map(({ width }) => width).join(" ")} 40px`;
  return (
    <div
      className={`panel ${classes.box}`}
      ref={box}
      role="table"
      aria-rowcount={total}
      aria-label={t("page.leads")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with the keyboard too
      tabIndex={0}
      style={{ "--grid": grid } as React.CSSProperties}
    >
      {isWide && (
        <TableHead
          columns={columns}
          filter={filter}
          setFilter={setFilter}
          isAll={selection.count > 0 && (selection.isEverything || selection.count === all.length)}
          isSome={selection.count > 0}
          chooseAll={(all) => (all ? selection.selectAll() : selection.clear())}
          corner={corner}
        />
      )}
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {seen.map(({ index, start, size }) => {
          const contact = all[index];
          if (!contact) return null;
          const Row = isWide ? TableRow : CardRow;
          return (
            <Row
              key={contact.id}
              contact={contact}
              index={index}
              isGone={gone(contact)}
              columns={columns}
              isSelected={selection.has(contact.id)}
              toggle={selection.toggle}
              style={{
                position: "absolute",
                top: 0,
                left: 0,
                right: 0,
                height: size,
                transform: `translateY(${start}px)`,
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

function ColumnMenu({ shown, setShown }: { shown: string[]; setShown: (shown: string[]) => void }) {
  const t = useWords();
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon size="sm" aria-label={t("leads.columns")}>
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group value={shown} onChange={setShown} label={t("leads.columns")}>
          <Stack gap={8} mt="xs">
            {COLUMNS.map(({ id, word }) => (
              <Checkbox key={id} value={id} label={t(word) as string} size="sm" />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
