import { Box } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { rows } from "../live/list";
import { useCommands } from "../ui/keyboard/useCommands";
import { type RowFocus, useRowFocus } from "../ui/keyboard/useRowFocus";
import { EmptyList, LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { NewRowsButton } from "../ui/list/NewRowsButton";
import { useHeldRows } from "../ui/list/useHeldRows";
import { Skeletons } from "../ui/states";
import { useWords } from "../words";
import { CopyFormLink } from "./CopyFormLink";
import { EnquiryCommands } from "./EnquiryCommands";
import type { Tab } from "./filters";
import { type Enquiry, type EnquiryFilter, enquiriesQuery } from "./noun";
import classes from "./Queue.module.css";
import { QueueRow } from "./QueueRow";

interface Props {
  filter: EnquiryFilter;
  /** The list shows less than its tab does. */
  isFiltered: boolean;
  clearFilter: () => void;
  tab: Tab;
  open: string | undefined;
  show: (id: string) => void;
}

export function QueueList({ filter, isFiltered, clearFilter, tab, open, show }: Props) {
  const t = useWords();
  const list = useInfiniteQuery(enquiriesQuery(filter));
  const held = useHeldRows(rows(list.data), JSON.stringify(filter));
  const focus = useRowFocus<HTMLUListElement>(useMemo(() => held.rows.map(({ id }) => id), [held.rows]));
  const current = held.rows[focus.index];
  useClaimCommand(focus, current);
  const empty = (
    <EmptyList
      icon={IconInbox}
      title={t(`queue.${tab}Empty`)}
      hint={t(`queue.${tab}EmptyHint`)}
      isFiltered={isFiltered}
      onClear={clearFilter}
    >
      {tab !== "mine" && <CopyFormLink />}
    </EmptyList>
  );
  return (
    <Box {...held.handlers} className={classes.scroll}>
      <NewRowsButton count={held.newCount} show={held.release} />
      <LoadedList
        query={list}
        rows={held.rows}
        skeleton={<Skeletons height={36} />}
        empty={<div className="empty">{empty}</div>}
      >
        {(enquiries) => (
          <ul {...focus.listProps} className={classes.list} data-tab={tab} aria-label={t(`queue.${tab}`)}>
            {enquiries.map((enquiry) => (
              <QueueRow
                key={enquiry.id}
                enquiry={enquiry}
                isGone={held.isGone(enquiry)}
                isOpen={enquiry.id === open}
                isCurrent={enquiry.id === focus.id}
                show={show}
                focusNext={focus.next}
              />
            ))}
          </ul>
        )}
      </LoadedList>
      <LoadMore list={list} variant="default" mt="sm" />
      {current && <EnquiryCommands key={current.id} enquiry={current} />}
    </Box>
  );
}

/** `C` presses the button of the focused row, which shows the outcome; without a focused row, that of the first. */
function useClaimCommand({ id, listProps: { ref } }: RowFocus, current: Enquiry | undefined): void {
  useCommands({
    "enquiry.claim": {
      subject: current?.name,
      run: () =>
        ref.current?.querySelector<HTMLElement>(id ? `[data-claim="${id}"]` : "[data-claim]")?.click(),
    },
  });
}
