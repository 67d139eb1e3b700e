import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Loaded, type Query, Skeletons } from "../states";
import { RecordSection } from "./RecordSection";

interface Props<Row> {
  title: string;
  query: Query<Row[]>;
  /** Says that there are none. */
  empty: string;
  action?: ReactNode;
  children: (rows: Row[]) => ReactNode;
}

/** A section with the records of one kind that belong to the record of the page. */
export function RelatedSection<Row>({ title, query, empty, action, children }: Props<Row>) {
  return (
    <RecordSection title={title} action={action}>
      <Loaded
        query={query}
        skeleton={<Skeletons rows={2} height={20} />}
        isEmpty={(rows) => rows.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            {empty}
          </Text>
        }
      >
        {(rows) => <Stack gap="sm">{children(rows)}</Stack>}
      </Loaded>
    </RecordSection>
  );
}
