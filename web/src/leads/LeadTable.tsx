import { Box, Group, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { rows } from "../live/list";
import { Avatar } from "../ui/Avatar";
import { LeadStatusBadge, StageBadge } from "../ui/Badges";
import { BulkBar } from "../ui/list/BulkBar";
import { ColumnMenu } from "../ui/list/ColumnMenu";
import { isFiltered } from "../ui/list/filters";
import { EmptyList, LoadedList } from "../ui/list/LoadedList";
import { LoadMore } from "../ui/list/LoadMore";
import { NewRowsButton } from "../ui/list/NewRowsButton";
import { useHeldRows } from "../ui/list/useHeldRows";
import { useSelection } from "../ui/list/useSelection";
import { VirtualTable } from "../ui/list/VirtualTable";
import { useListOrder } from "../ui/record/listOrder";
import { Skeletons } from "../ui/states";
import { useWords } from "../words";
import { BulkActions } from "./BulkActions";
import { COLUMNS, DEFAULT_COLUMNS, LeadLink, NAME_COLUMN } from "./columns";
import { LeadRowCommands } from "./LeadRowCommands";
import { readNextPage } from "./nextPage";
import { type Contact, type ContactFilter, contactsQuery, contactTotalQuery } from "./noun";

interface Props {
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
}

export function LeadTable({ filter, setFilter }: Props) {
  const t = useWords();
  const list = useInfiniteQuery(contactsQuery(filter));
  const held = useHeldRows(rows(list.data), JSON.stringify(filter));
  const { sort = "-createdAt", ...criteria } = filter;
  const total = useQuery(contactTotalQuery(criteria)).data ?? held.rows.length;
  const selection = useSelection(filter, held.rows, total);
  useListOrder("table", held.rows, total, list);
  const [shown, setShown] = useLocalStorage({ key: "tandem.columns", defaultValue: [...DEFAULT_COLUMNS] });
  const empty = (
    <EmptyList
      icon={IconUsers}
      title={t("leads.empty")}
      hint={t("leads.emptyHint")}
      isFiltered={isFiltered(filter)}
      onClear={() => setFilter({})}
    />
  );
  return (
    <LoadedList
      query={list}
      rows={held.rows}
      skeleton={<Box className="panel">{<Skeletons rows={10} height={36} />}</Box>}
      empty={<Box className="panel">{empty}</Box>}
    >
      {(leads) => (
        <Box className="fill" pos="relative">
          <BulkBar label={t("bulk.label")} selection={selection} total={total}>
            <BulkActions selection={selection} filter={filter} />
          </BulkBar>
          <Box {...held.handlers} className="fill">
            <NewRowsButton count={held.newCount} show={held.release} />
            <VirtualTable
              label={t("page.leads")}
              rows={leads}
              columns={[NAME_COLUMN, ...COLUMNS.filter(({ id }) => shown.includes(id))]}
              card={leadCard}
              rowName={({ name }) => name}
              rowProps={({ id }) => ({ "data-contact": id })}
              isGone={held.isGone}
              sort={sort}
              onSort={(sort) => setFilter({ ...filter, sort })}
              selection={selection}
              hasNextPage={list.hasNextPage}
              onEnd={() => readNextPage(list)}
              rowCommands={(lead) => <LeadRowCommands contact={lead} selection={selection} filter={filter} />}
              corner={<ColumnMenu columns={COLUMNS} shown={shown} onChange={setShown} />}
            />
            {list.isFetchNextPageError && <LoadMore list={list} />}
          </Box>
        </Box>
      )}
    </LoadedList>
  );
}

function leadCard(contact: Contact) {
  return {
    main: (
      <>
        <LeadLink contact={contact} />
        <Group gap={6} wrap="nowrap" mt={4}>
          <StageBadge stage={contact.stage} size="sm" />
          <LeadStatusBadge status={contact.status} size="sm" />
          <Text size="xs" c="dimmed" truncate>
            {contact.organisation}
          </Text>
        </Group>
      </>
    ),
    aside: contact.owner && <Avatar person={contact.owner} size={26} />,
  };
}
