import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Column } from "../ui/list/columns";

/** The title of an opportunity, or of the one that a deal belongs to. */
export const TITLE_COLUMN: Column<{ title: string }> = {
  id: "title",
  word: "field.opportunity",
  cell: ({ title }) => (
    <Text span inherit fw={500}>
      {title}
    </Text>
  ),
};

/** The lead that it belongs to. */
export const LEAD_COLUMN: Column<{ contactId: string; contactName: string }> = {
  id: "lead",
  word: "opportunities.lead",
  cell: ({ contactId, contactName }) => (
    <Anchor component={Link} to={`/leads/${contactId}`} size="sm">
      {contactName}
    </Anchor>
  ),
};
