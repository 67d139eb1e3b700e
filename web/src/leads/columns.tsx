import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Contact } from "../api/records";
import { writeTo } from "../shell/links";
import { Mark, StageMark, StatusMark } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { Named } from "../ui/Face";
import { NumberText } from "../ui/PhoneNumber";
import { useWords, type Word } from "../words";

interface Column {
  id: string;
  word: Word;
  /** A width of the grid. */
  width: string;
  /** The field that the server sorts by. */
  sort?: "name" | "createdAt" | "updatedAt";
  cell: (contact: Contact) => ReactNode;
}

const plain = (text: ReactNode) => (
  <Text size="sm" truncate>
    {text}
  </Text>
);

/** An address opens the composer of its lead. */
function WriteTo({ contact: { id, email } }: { contact: Contact }) {
  const t = useWords();
  if (!email) return null;
  return (
    <Anchor
      component={Link}
      to={writeTo(id)}
      size="sm"
      c="var(--mantine-color-text)"
      truncate
      display="block"
      title={t("record.writeTo", { email })}
    >
      {email}
    </Anchor>
  );
}

/** What a table of leads can show beside the name, in this order. */
export const COLUMNS: readonly Column[] = [
  { id: "stage", word: "field.stage", width: "124px", cell: ({ stage }) => <StageMark stage={stage} /> },
  {
    id: "status",
    word: "field.status",
    width: "116px",
    cell: ({ status }) => <StatusMark status={status} />,
  },
  {
    id: "owner",
    word: "field.owner",
    width: "minmax(120px, 1fr)",
    cell: ({ owner }) => owner && <Named person={owner} />,
  },
  {
    id: "email",
    word: "field.email",
    width: "minmax(150px, 1.4fr)",
    cell: (contact) => <WriteTo contact={contact} />,
  },
  {
    id: "phone",
    word: "field.phone",
    width: "140px",
    cell: ({ phone }) => plain(phone && <NumberText number={phone} />),
  },
  { id: "source", word: "field.source", width: "110px", cell: ({ source }) => plain(source) },
  {
    id: "tags",
    word: "field.tags",
    width: "minmax(100px, 1fr)",
    cell: ({ tags }) => (
      <Group gap={4} wrap="nowrap" style={{ overflow: "hidden" }}>
        {tags.map((tag) => (
          <Mark key={tag} hue="gray" size="sm">
            {tag}
          </Mark>
        ))}
      </Group>
    ),
  },
  {
    id: "updatedAt",
    word: "field.updatedAt",
    width: "118px",
    sort: "updatedAt",
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
    sort: "createdAt",
    cell: ({ createdAt }) => (
      <Text size="sm" c="dimmed">
        <Ago time={createdAt} />
      </Text>
    ),
  },
];

/** What shows until somebody chooses otherwise. */
export const USUAL: readonly string[] = ["stage", "status", "owner", "email", "updatedAt", "createdAt"];
