import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PersonName } from "../ui/Avatar";
import { LeadStatusBadge, StageBadge, Tag } from "../ui/Badges";
import { Ago } from "../ui/clock";
import type { VirtualColumn } from "../ui/list/columns";
import { NumberText } from "../ui/PhoneNumber";
import classes from "./columns.module.css";
import { EmailLink } from "./EmailLink";
import type { Contact } from "./noun";

/** The name of a lead, which opens its record. */
export function LeadLink({ contact }: { contact: Contact }) {
  return (
    <Anchor
      component={Link}
      to={`/leads/${contact.id}`}
      fw={500}
      size="sm"
      c="var(--mantine-color-text)"
      truncate
      display="block"
      draggable={false}
    >
      {contact.name}
    </Anchor>
  );
}

/** The organisation of a lead, beside or under its name. */
export function Organisation({ contact: { organisation } }: { contact: Contact }) {
  if (!organisation) return null;
  return (
    <Text size="xs" c="dimmed" truncate>
      {organisation}
    </Text>
  );
}

/** The first column, which is always shown. */
export const NAME_COLUMN: VirtualColumn<Contact> = {
  id: "name",
  word: "field.name",
  width: 170,
  grow: 1.5,
  sort: "name",
  cell: (contact) => (
    <span className={classes.named}>
      <LeadLink contact={contact} />
      <Organisation contact={contact} />
    </span>
  ),
};

/** The other columns, in their order. */
export const COLUMNS: readonly VirtualColumn<Contact>[] = [
  { id: "stage", word: "field.stage", width: 124, cell: ({ stage }) => <StageBadge stage={stage} /> },
  {
    id: "status",
    word: "field.status",
    width: 116,
    cell: ({ status }) => <LeadStatusBadge status={status} />,
  },
  {
    id: "owner",
    word: "field.owner",
    width: 120,
    grow: 1,
    cell: ({ owner }) => owner && <PersonName person={owner} />,
  },
  {
    id: "email",
    word: "field.email",
    width: 150,
    grow: 1.4,
    cell: ({ id, email }) =>
      email && (
        <EmailLink contactId={id} email={email} c="var(--mantine-color-text)" truncate display="block" />
      ),
  },
  {
    id: "phone",
    word: "field.phone",
    width: 140,
    cell: ({ phone }) => phone && <NumberText number={phone} />,
  },
  { id: "source", word: "field.source", width: 110, cell: ({ source }) => source },
  {
    id: "tags",
    word: "field.tags",
    width: 100,
    grow: 1,
    cell: ({ tags }) => (
      <span className={classes.tags}>
        {tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </span>
    ),
  },
  {
    id: "updatedAt",
    word: "field.updatedAt",
    width: 118,
    sort: "-updatedAt",
    cell: ({ updatedAt }) => (
      <span className={classes.dimmed}>
        <Ago time={updatedAt} />
      </span>
    ),
  },
  {
    id: "createdAt",
    word: "field.createdAt",
    width: 118,
    sort: "-createdAt",
    cell: ({ createdAt }) => (
      <span className={classes.dimmed}>
        <Ago time={createdAt} />
      </span>
    ),
  },
];

/** The columns that are shown until the user chooses others. */
export const DEFAULT_COLUMNS: readonly string[] = [
  "stage",
  "status",
  "owner",
  "email",
  "updatedAt",
  "createdAt",
];
