import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { VirtualColumn } from "../ui/list/columns";

/** The title of an opportunity, or of the one that a deal belongs to. */
export const TITLE_COLUMN: VirtualColumn<{ title: string }> = {
  id: "title",
  word: "field.opportunity",
  width: 200,
  grow: 1.5,
  cell: ({ title }) => <TitleText title={title} />,
};

interface OfContact {
  contactId: string;
  contactName: string;
}

/** The lead that it belongs to. */
export const LEAD_COLUMN: VirtualColumn<OfContact> = {
  id: "lead",
  word: "opportunities.lead",
  width: 160,
  grow: 1,
  cell: (row) => <ContactLink row={row} />,
};

export function TitleText({ title }: { title: string }) {
  return (
    <Text span inherit fw={500}>
      {title}
    </Text>
  );
}

export function ContactLink({ row: { contactId, contactName } }: { row: OfContact }) {
  return (
    <Anchor component={Link} to={`/leads/${contactId}`} size="sm">
      {contactName}
    </Anchor>
  );
}
