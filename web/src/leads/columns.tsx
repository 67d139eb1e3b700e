import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PersonName } from "../ui/Avatar";
import { LeadStatusBadge, StageBadge, Tag } from "../ui/Badges";
import { Ago } from "../ui/clock";
import type { VirtualColumn } from "../ui/list/columns";
import { NumberText } from "../ui/PhoneNumber";
import { EmailLink } from "./EmailLink";
import type { Contact } from "./noun";

const truncated = (text: ReactNode) => (
  <Text size="sm" truncate>
    {text}
  </Text>
);

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
  width: "minmax(170px, 1.5fr)",
  sort: "name",
  cell: (contact) => (
    <Group gap={8} wrap="nowrap">
      <LeadLink contact={contact} />
      <Organisation contact={contact} />
    </Group>
  ),
};

/** The other columns, in their order. */
export const COLUMNS: readonly VirtualColumn<Contact>[] = [
  { id: "stage", word: "field.stage", width: "124px", cell: ({ stage }) => <StageBadge stage={stage} /> },
  {
    id: "status",
    word: "field.status",
    width: "116px",
    cell: ({ status }) => <LeadStatusBadge status={status} />,
  },
  {
    id: "owner",
    word: "field.owner",
    width: "minmax(120px, 1fr)",
    cell: ({ owner }) => owner && <PersonName person={owner} />,
  },
  {
    id: "email",
    word: "field.email",
    width: "minmax(150px, 1.4fr)",
    cell: ({ id, email }) =>
      email && (
        <EmailLink contactId={id} email={email} c="var(--mantine-color-text)" truncate display="block" />
      ),
  },
  {
    id: "phone",
    word: "field.phone",
    width: "140px",
    cell: ({ phone }) => truncated(phone && <NumberText number={phone} />),
  },
  { id: "source", word: "field.source", width: "110px", cell: ({ source }) => truncated(source) },
  {
    id: "tags",
    word: "field.tags",
    width: "minmax(100px, 1fr)",
    cell: ({ tags }) => (
      <Group gap={4} wrap="nowrap" style={{ overflow: "hidden" }}>
        {tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </Group>
    ),
  },
  {
    id: "updatedAt",
    word: "field.updatedAt",
    width: "118px",
    sort: "-updatedAt",
    cell: ({ updatedAt }) => (
      <Text size="sm" c="dimmed">
        <Ago time={updatedAt} />
      </Text>
    ),
  },
  {
    id: "createdAt",
    word: "field.createdAt",
    width: "118px",
    sort: "-createdAt",
    cell: ({ createdAt }) => (
      <Text size="sm" c="dimmed">
        <Ago time={createdAt} />
      </Text>
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
