import { Box } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { rows } from "../live/list";
import { EmptyList, LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { NewRowsButton } from "../ui/list/NewRowsButton";
import { useHeldRows } from "../ui/list/useHeldRows";
import { Skeletons } from "../ui/states";
import { useWords } from "../words";
import { CopyFormLink } from "./CopyFormLink";
import type { Tab } from "./filters";
import { type EnquiryFilter, enquiriesQuery } from "./noun";
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
  const box = useRef<HTMLUListElement>(null);
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
    <Box {...held.handlers}>
      <NewRowsButton count={held.newCount} show={held.release} />
      <LoadedList
        query={list}
        rows={held.rows}
        skeleton={<Box className="panel">{<Skeletons height={56} />}</Box>}
        empty={<Box className="panel">{empty}</Box>}
      >
        {(enquiries) => (
          <Box
            className="panel"
            component="ul"
            ref={box}
            m={0}
            p={0}
            style={{ listStyle: "none", overflow: "hidden" }}
            aria-label={t(`queue.${tab}`)}
          >
            {enquiries.map((enquiry) => (
              <QueueRow
                key={enquiry.id}
                enquiry={enquiry}
                isGone={held.isGone(enquiry)}
                isOpen={enquiry.id === open}
                show={show}
                focusNext={(from) => focusNext(box.current, from)}
              />
            ))}
          </Box>
        )}
      </LoadedList>
      <LoadMore list={list} variant="default" mt="sm" />
    </Box>
  );
}

/** After a claim, whether it succeeded or not, the next one has the focus. */
function focusNext(list: HTMLElement | null, from: string): void {
  const buttons = [...(list?.querySelectorAll<HTMLButtonElement>("[data-claim]") ?? [])];
  const at = buttons.findIndex((button) => button.dataset.claim === from);
  const next = buttons.slice(at + 1).find((button) => !button.disabled) ?? buttons[0];
  next?.focus();
}
