import { Box, Chip, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronRight, IconHistory, type IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { rows as loadedRows, type Versioned } from "../../live/list";
import { useNewRowClass } from "../clock";
import type { Option } from "../list/filters";
import { EmptyList, type ListQuery, LoadedList } from "../list/LoadedList";
import { LoadMore } from "../list/LoadMore";
import { Skeletons } from "../states";
import { type EntryGroup, grouped } from "./groups";
import { RecordSection } from "./RecordSection";
import classes from "./Timeline.module.css";

interface Props<Row> {
  title: string;
  query: ListQuery<Row>;
  /** Which of the rows it shows. Others are shown elsewhere on the page. */
  shows: (row: Row) => boolean;
  /** The kinds that it can be filtered by. */
  kinds: readonly Option[];
  selected: string[];
  onSelect: (selected: string[]) => void;
  empty: { title: string; hint: string };
  /** Neighbouring rows with the same answer are alike: many of them show as one line. */
  alike: (row: Row) => string | undefined;
  /** The line for rows that are alike. */
  summary: (rows: EntryGroup<Row>["rows"]) => ReactNode;
  children: (row: Row) => ReactNode;
}

/** What happened with a record, newest first. The server filters it, so that all of it is searched. */
export function Timeline<Row extends Versioned>(props: Props<Row>) {
  const { title, query, shows, kinds, selected, onSelect, empty, alike, summary, children } = props;
  const loaded = loadedRows(query.data);
  const shown = loaded.filter(shows);
  // What was read is shown elsewhere, but there is more to read: the list is not known to be empty.
  const isUnknown = loaded.length > 0 && shown.length === 0 && query.hasNextPage;
  const chips = (
    <Chip.Group multiple value={selected} onChange={onSelect}>
      <Group gap={4}>
        {kinds.map(({ value, label }) => (
          <Chip key={value} value={value} size="xs" variant="light" classNames={{ label: classes.chip }}>
            {label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
  return (
    <RecordSection title={title} action={chips}>
      {!isUnknown && (
        <LoadedList
          query={query}
          rows={shown}
          skeleton={<Skeletons rows={4} />}
          empty={<EmptyList icon={IconHistory} {...empty} isFiltered={selected.length > 0} />}
        >
          {(rows) =>
            grouped(rows, alike).map(({ key, rows }) =>
              rows.length === 1 ? (
                children(rows[0])
              ) : (
                <EntryDisclosure key={key} summary={summary(rows)}>
                  {rows.map(children)}
                </EntryDisclosure>
              ),
            )
          }
        </LoadedList>
      )}
      <LoadMore list={query} />
    </RecordSection>
  );
}

/** One line for several entries, which opens them. */
function EntryDisclosure({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const [isOpen, { toggle }] = useDisclosure();
  return (
    <Box className={classes.group}>
      <UnstyledButton className={classes.summary} aria-expanded={isOpen} onClick={toggle}>
        <span className={classes.icon}>
          <IconChevronRight size={16} stroke={1.7} aria-hidden />
        </span>
        {summary}
      </UnstyledButton>
      {isOpen && <div className={classes.members}>{children}</div>}
    </Box>
  );
}

interface ItemProps {
  kind: string;
  icon: ComponentType<IconProps>;
  iconLabel: string;
  createdAt: string;
  /** Who did it, and when. */
  meta: ReactNode;
  children: ReactNode;
}

export function TimelineItem({ kind, icon: Icon, iconLabel, createdAt, meta, children }: ItemProps) {
  const newRow = useNewRowClass(createdAt);
  return (
    <Box className={`${classes.item} ${newRow ?? ""}`} data-activity={kind}>
      <span className={classes.icon}>
        <Icon size={16} stroke={1.7} aria-label={iconLabel} role="img" />
      </span>
      <Box miw={0}>
        {children}
        <Text size="xs" c="dimmed">
          {meta}
        </Text>
      </Box>
    </Box>
  );
}
