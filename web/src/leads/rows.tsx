import { Anchor, Box, Checkbox, Group, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { CSSProperties, ReactNode } from "react";
import type { Contact, ContactFilter } from "../api/records";
import { StageMark, StatusMark } from "../ui/Badges";
import { Face } from "../ui/Face";
import { useWords } from "../words";
import type { COLUMNS } from "./columns";
import classes from "./LeadTable.module.css";

export interface RowProps {
  contact: Contact;
  index: number;
  /** It no longer belongs here, and shows until the pointer leaves. */
  isGone: boolean;
  columns: readonly (typeof COLUMNS)[number][];
  isSelected: boolean;
  toggle: (id: string) => void;
  style: CSSProperties;
}

function Tick({ contact, isSelected, toggle }: Pick<RowProps, "contact" | "isSelected" | "toggle">) {
  const t = useWords();
  return (
    <Checkbox
      size="xs"
      checked={isSelected}
      onChange={() => toggle(contact.id)}
      aria-label={t("leads.choose", { name: contact.name })}
    />
  );
}

function Name({ contact }: { contact: Contact }) {
  return (
    <Anchor
      component={Link}
      to={`/leads/${contact.id}`}
      fw={600}
      size="sm"
      c="var(--mantine-color-text)"
      truncate
      display="block"
    >
      {contact.name}
    </Anchor>
  );
}

export function TableRow({ contact, index, isGone, columns, isSelected, toggle, style }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-gone={isGone || undefined}
      data-chosen={isSelected || undefined}
      data-contact={contact.id}
      style={style}
    >
      <Cell>
        <Tick contact={contact} isSelected={isSelected} toggle={toggle} />
      </Cell>
      <Cell>
        <Name contact={contact} />
        {contact.organisation && (
          <Text size="xs" c="dimmed" truncate>
            {contact.organisation}
          </Text>
        )}
      </Cell>
      {columns.map(({ id, cell }) => (
        <Cell key={id}>{cell(contact)}</Cell>
      ))}
      <Cell />
    </div>
  );
}

function Cell({ children }: { children?: ReactNode }) {
  return (
    <div role="cell" style={{ minWidth: 0 }}>
      {children}
    </div>
  );
}

/** On a phone a row is a card of two lines. */
export function CardRow({ contact, index, isGone, isSelected, toggle, style }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={classes.card}
      data-gone={isGone || undefined}
      data-contact={contact.id}
      style={style}
    >
      <Cell>
        <Tick contact={contact} isSelected={isSelected} toggle={toggle} />
      </Cell>
      <Cell>
        <Name contact={contact} />
        <Group gap={6} wrap="nowrap" mt={4}>
          <StageMark stage={contact.stage} size="sm" />
          <StatusMark status={contact.status} size="sm" />
          <Text size="xs" c="dimmed" truncate>
            {contact.organisation}
          </Text>
        </Group>
      </Cell>
      <Cell>{contact.owner && <Face person={contact.owner} size={26} />}</Cell>
    </div>
  );
}

interface HeadProps extends Pick<RowProps, "columns"> {
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
  isAll: boolean;
  isSome: boolean;
  chooseAll: (all: boolean) => void;
  corner: ReactNode;
}

export function TableHead({ columns, filter, setFilter, isAll, isSome, chooseAll, corner }: HeadProps) {
  const t = useWords();
  const heads = [{ id: "name", word: "field.name" as const, sort: "name" as const }, ...columns];
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        <div role="columnheader">
          <Checkbox
            size="xs"
            checked={isAll}
            indeterminate={isSome && !isAll}
            onChange={(event) => chooseAll(event.currentTarget.checked)}
            aria-label={t("leads.chooseAll")}
          />
        </div>
        {heads.map(({ id, word, sort }) => (
          <Head key={id} label={t(word) as string} sort={sort} filter={filter} setFilter={setFilter} />
        ))}
        <div role="columnheader">{corner}</div>
      </div>
    </div>
  );
}

interface OneHead extends Pick<HeadProps, "filter" | "setFilter"> {
  label: string;
  sort?: string;
}

function Head({ label, sort, filter, setFilter }: OneHead) {
  const current = filter.sort ?? "-createdAt";
  const direction = current === sort ? "ascending" : current === `-${sort}` ? "descending" : "none";
  const Arrow = direction === "ascending" ? IconArrowUp : IconArrowDown;
  // Names begin with A, times with the latest.
  const first = sort === "name" ? "name" : `-${sort}`;
  const other = sort === "name" ? "-name" : sort;
  return (
    <div role="columnheader" aria-sort={sort ? direction : undefined} style={{ minWidth: 0 }}>
      {sort ? (
        <UnstyledButton
          className={classes.sort}
          onClick={() => setFilter({ ...filter, sort: current === first ? other : first })}
        >
          <Text span size="xs" fw={650} truncate>
            {label}
          </Text>
          <Box component="span" opacity={direction === "none" ? 0 : 1} display="inline-flex">
            <Arrow size={13} aria-hidden />
          </Box>
        </UnstyledButton>
      ) : (
        <Text span size="xs" fw={650} truncate>
          {label}
        </Text>
      )}
    </div>
  );
}
