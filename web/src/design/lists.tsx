import { DndContext } from "@dnd-kit/core";
import { Menu, Text } from "@mantine/core";
import { useState } from "react";
import type { Contact, ContactFilter } from "../leads/noun";
import { STATUSES } from "../protocol/enums";
import { PersonName } from "../ui/Avatar";
import { LeadStatusBadge, StageBadge } from "../ui/Badges";
import { BoardCard } from "../ui/list/BoardCard";
import type { Column } from "../ui/list/columns";
import { FilterBar } from "../ui/list/FilterBar";
import type { FilterField } from "../ui/list/filters";
import { Table } from "../ui/list/Table";
import type { Piece } from "./piece";
import { CONTACT, CONTACTS } from "./samples";

const COLUMNS: readonly Column<Contact>[] = [
  { id: "name", word: "field.name", cell: ({ name }) => name },
  { id: "stage", word: "field.stage", cell: ({ stage }) => <StageBadge stage={stage} /> },
  { id: "status", word: "field.status", cell: ({ status }) => <LeadStatusBadge status={status} /> },
  { id: "owner", word: "field.owner", cell: ({ owner }) => owner && <PersonName person={owner} /> },
];

const FIELDS: readonly FilterField<ContactFilter>[] = [
  {
    type: "choice",
    name: "status",
    label: "Status",
    options: STATUSES.map((value) => ({ value, label: value })),
  },
];

function Filters({ initial }: { initial: ContactFilter }) {
  const [filter, setFilter] = useState(initial);
  return (
    <FilterBar
      fields={FIELDS}
      filter={filter}
      onChange={setFilter}
      searchLabel="Search leads"
      total="3 leads"
    />
  );
}

export const LISTS: readonly Piece[] = [
  {
    name: "Table",
    source: "ui/list/Table.tsx",
    Show: () => <Table label="Leads" columns={COLUMNS} rows={CONTACTS} />,
  },
  {
    name: "Filter bar",
    source: "ui/list/FilterBar.tsx",
    Show: () => (
      <>
        <Filters initial={{}} />
        <Filters initial={{ q: "anita", status: "NEW,WON" }} />
      </>
    ),
  },
  {
    name: "Board card",
    source: "ui/list/BoardCard.tsx",
    Show: () => (
      <DndContext>
        <div style={{ width: 240 }}>
          {[false, true].map((isGone) => (
            <BoardCard
              key={String(isGone)}
              row={{ id: `${CONTACT.id}-${isGone}` }}
              name={CONTACT.name}
              isGone={isGone}
              menu={<Menu.Item>SQL</Menu.Item>}
            >
              <Text size="sm" fw={500}>
                {isGone ? "Has left the column" : CONTACT.name}
              </Text>
              <LeadStatusBadge status={CONTACT.status} size="xs" />
            </BoardCard>
          ))}
        </div>
      </DndContext>
    ),
  },
];
