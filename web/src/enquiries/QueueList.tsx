import { Box } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { enquiries } from "../api/reads";
import type { EnquiryFilter } from "../api/records";
import { rows } from "../live/list";
import { More } from "../ui/More";
import { NewPill } from "../ui/NewPill";
import { Bones, Empty, Problem } from "../ui/states";
import { useSteady } from "../ui/steady";
import { useWords } from "../words";
import { CopyFormLink } from "./CopyFormLink";
import type { Tab } from "./Queue";
import { QueueRow } from "./QueueRow";

interface Props {
  filter: EnquiryFilter;
  tab: Tab;
  open: string | undefined;
  show: (id: string) => void;
}

export function QueueList({ filter, tab, open, show }: Props) {
  const t = useWords();
  const list = useInfiniteQuery(enquiries(filter));
  const steady = useSteady(rows(list.data), JSON.stringify(filter));
  const box = useRef<HTMLUListElement>(null);
  if (list.isPending) return <Box className="panel">{<Bones height={56} />}</Box>;
  if (list.isError && !list.data) return <Problem error={list.error} retry={() => void list.refetch()} />;

  /** After a claim, won or lost, the next one is at hand. */
  const goOn = (from: string) => {
    const buttons = [...(box.current?.querySelectorAll<HTMLButtonElement>("[data-claim]") ?? [])];
    const at = buttons.findIndex((button) => button.dataset.claim === from);
    const next = buttons.slice(at + 1).find((button) => !button.disabled) ?? buttons[0];
    next?.focus();
  };

  const { q, priority, source, createdFrom, createdTo } = filter;
  const isNarrowed = [q, priority, source, createdFrom, createdTo].some((asked) => asked !== undefined);
  return (
    <Box {...steady.over}>
      <NewPill news={steady.news} show={steady.release} />
      {steady.rows.length === 0 && !list.hasNextPage && (
        <Box className="panel">
          <Empty
            icon={IconInbox}
            title={isNarrowed ? t("state.noMatch") : t(`queue.${tab}Empty`)}
            hint={isNarrowed ? t("state.noMatchHint") : t(`queue.${tab}EmptyHint`)}
          >
            {!isNarrowed && tab !== "mine" && <CopyFormLink />}
          </Empty>
        </Box>
      )}
      {steady.rows.length > 0 && (
        <Box
          className="panel"
          component="ul"
          ref={box}
          m={0}
          p={0}
          style={{ listStyle: "none", overflow: "hidden" }}
          aria-label={t(`queue.${tab}`)}
        >
          {steady.rows.map((enquiry) => (
            <QueueRow
              key={enquiry.id}
              enquiry={enquiry}
              isGone={steady.gone(enquiry)}
              isOpen={enquiry.id === open}
              show={show}
              goOn={goOn}
            />
          ))}
        </Box>
      )}
      <More list={list} variant="default" mt="sm" />
    </Box>
  );
}
