import { Menu } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconArrowRight, IconMail } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { STAGES } from "../protocol/enums";
import { emailComposerLink } from "../shell/links";
import { useStageMove } from "../stages/useStageMove";
import { STAGE_COLORS } from "../ui/colors";
import { Board } from "../ui/list/Board";
import { BoardCard } from "../ui/list/BoardCard";
import { BoardColumn } from "../ui/list/BoardColumn";
import { BoardRail } from "../ui/list/BoardRail";
import { useWords } from "../words";
import { count, worth } from "../words/format";
import { LeadCard } from "./LeadCard";
import {
  type BoardColumnTotals,
  boardQuery,
  type Contact,
  type ContactFilter,
  contactsQuery,
  type Stage,
} from "./noun";

type Move = (contact: Contact, to: Stage) => void;

/** The leads by stage. A move that the rules do not allow is refused with its reason. */
export function LeadBoard({ filter }: { filter: ContactFilter }) {
  const t = useWords();
  const { stage: _, sort: __, ...criteria } = filter;
  const totals = useQuery(boardQuery(criteria)).data;
  const { move: moveStage, dialog } = useStageMove();
  const [moved, setMoved] = useState<ReadonlySet<string>>(new Set());
  const move: Move = (contact, to) => {
    setMoved(new Set([...moved, contact.id]));
    moveStage(contact, to);
  };
  return (
    <>
      <Board
        label={t("leads.board")}
        columns={STAGES}
        columnName={(stage) => t(`stage.${stage}`)}
        columnOf={({ stage }) => stage}
        onMove={move}
        renderCard={(contact) => <LeadCard contact={contact} />}
        renderColumn={(stage, isDragging) => {
          const Column = stage === "DORMANT" ? DormantColumn : StageColumn;
          return (
            <Column
              key={stage}
              stage={stage}
              filter={{ ...criteria, stage, sort: "-updatedAt" }}
              totals={totals?.find((column) => column.stage === stage)}
              isDragging={isDragging}
              moved={moved}
              move={move}
            />
          );
        }}
      />
      {dialog}
    </>
  );
}

interface StageColumnProps {
  stage: Stage;
  filter: ContactFilter;
  totals: BoardColumnTotals | undefined;
  isDragging: boolean;
  moved: ReadonlySet<string>;
  move: Move;
}

/** The stage that nobody works on: a rail, whose cards are read once it is opened. */
function DormantColumn(props: StageColumnProps) {
  const t = useWords();
  const [isOpen, setIsOpen] = useLocalStorage({
    key: "tandem.board.dormant",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [wasToggled, setWasToggled] = useState(false);
  const toggle = () => {
    setWasToggled(true);
    setIsOpen(!isOpen);
  };
  const { stage, totals } = props;
  if (isOpen) return <StageColumn {...props} close={toggle} hasFocus={wasToggled} />;
  return (
    <BoardRail
      id={stage}
      name={t(`stage.${stage}`)}
      color={STAGE_COLORS[stage]}
      total={totals && count(totals.count)}
      open={toggle}
      hasFocus={wasToggled}
      columnProps={{ "data-stage": stage }}
    />
  );
}

interface OpenColumnProps extends StageColumnProps {
  close?: () => void;
  hasFocus?: boolean;
}

function StageColumn({ stage, filter, totals, isDragging, moved, move, ...toggle }: OpenColumnProps) {
  const t = useWords();
  return (
    <BoardColumn
      id={stage}
      name={t(`stage.${stage}`)}
      color={STAGE_COLORS[stage]}
      total={totals && count(totals.count)}
      sum={totals ? worth(totals.value) : ""}
      query={useInfiniteQuery(contactsQuery(filter))}
      empty={t("board.empty")}
      list={JSON.stringify(filter)}
      isDragging={isDragging}
      moved={moved}
      columnProps={{ "data-stage": stage }}
      {...toggle}
      renderCard={(contact, isGone) => (
        <BoardCard
          key={contact.id}
          row={contact}
          name={contact.name}
          isGone={isGone}
          rowProps={{ "data-contact": contact.id }}
          menu={<CardMenu contact={contact} move={move} />}
        >
          <LeadCard contact={contact} />
        </BoardCard>
      )}
    />
  );
}

function CardMenu({ contact, move }: { contact: Contact; move: Move }) {
  const t = useWords();
  return (
    <>
      {contact.email && (
        <>
          <Menu.Item
            component={Link}
            to={emailComposerLink(contact.id)}
            leftSection={<IconMail size={14} aria-hidden />}
          >
            {t("record.write")}
          </Menu.Item>
          <Menu.Divider />
        </>
      )}
      <Menu.Label>{t("board.moveTo")}</Menu.Label>
      {STAGES.filter((stage) => stage !== contact.stage).map((stage) => (
        <Menu.Item
          key={stage}
          leftSection={<IconArrowRight size={14} aria-hidden />}
          onClick={() => move(contact, stage)}
        >
          {t(`stage.${stage}`)}
        </Menu.Item>
      ))}
    </>
  );
}
