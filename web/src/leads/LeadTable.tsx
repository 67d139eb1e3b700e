import { Box, Button, Text } from "@mantine/core";
import { IconFileUpload, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { rows } from "../live/list";
import { PersonInitials } from "../ui/Avatar";
import { LeadStatusBadge, StageBadge } from "../ui/Badges";
import { BulkBar } from "../ui/list/BulkBar";
import { isFiltered } from "../ui/list/filters";
import { ListTable } from "../ui/list/ListTable";
import { EmptyList } from "../ui/list/LoadedList";
import { useHeldRows } from "../ui/list/useHeldRows";
import { useSelection } from "../ui/list/useSelection";
import { useCurrentView, useStoredViews } from "../ui/list/views";
import { useListOrder } from "../ui/record/listOrder";
import { useWords } from "../words";
import { AddLead } from "./AddLead";
import { BulkActions } from "./BulkActions";
import { COLUMNS, DEFAULT_COLUMNS, LeadLink, NAME_COLUMN } from "./columns";
import classes from "./columns.module.css";
import { useCommonViews } from "./filters";
import { LeadRowCommands } from "./LeadRowCommands";
import { type Contact, type ContactFilter, contactsQuery, contactTotalQuery, LEAD_VIEWS } from "./noun";

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
  useListOrder(held.rows, total, list);
  const view = useCurrentView([...useCommonViews(), ...useStoredViews(LEAD_VIEWS).views], filter);
  return (
    <Box className="fill" pos="relative">
      <BulkBar label={t("bulk.label")} selection={selection} total={total}>
        <BulkActions selection={selection} filter={filter} />
      </BulkBar>
      <ListTable
        label={t("page.leads")}
        list="leads"
        view={view}
        query={list}
        held={held}
        first={NAME_COLUMN}
        columns={COLUMNS}
        defaults={DEFAULT_COLUMNS}
        card={leadCard}
        rowName={nameOf}
        rowProps={rowProps}
        sort={sort}
        onSort={(sort) => setFilter({ ...filter, sort })}
        selection={selection}
        rowCommands={(lead) => <LeadRowCommands contact={lead} selection={selection} filter={filter} />}
        empty={<NoLeads isFiltered={isFiltered(filter)} clear={() => setFilter({})} />}
      />
    </Box>
  );
}

function NoLeads({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  const t = useWords();
  return (
    <EmptyList
      icon={IconUsers}
      title={t("leads.empty")}
      hint={t("leads.emptyHint")}
      isFiltered={isFiltered}
      onClear={clear}
    >
      <AddLead />
      <Button
        component={Link}
        to="/leads/import"
        variant="default"
        leftSection={<IconFileUpload size={16} aria-hidden />}
      >
        {t("leads.import")}
      </Button>
    </EmptyList>
  );
}

const nameOf = ({ name }: Contact) => name;
const rowProps = ({ id }: Contact) => ({ "data-contact": id });

function leadCard(contact: Contact) {
  return {
    main: (
      <>
        <LeadLink contact={contact} />
        <span className={classes.second}>
          <StageBadge stage={contact.stage} size="xs" />
          <LeadStatusBadge status={contact.status} size="xs" />
          <Text span size="xs" c="dimmed" truncate>
            {contact.organisation}
          </Text>
        </span>
      </>
    ),
    aside: contact.owner && <PersonInitials person={contact.owner} size={24} />,
  };
}
