import { Box, Chip, Group, Text, ThemeIcon } from "@mantine/core";
import { IconHistory, type IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import type { Versioned } from "../../live/list";
import { useNewRowClass } from "../clock";
import type { Option } from "../list/filters";
import { EmptyList, type ListQuery, LoadedList } from "../list/LoadedList";
import { LoadMore } from "../list/LoadMore";
import { Section } from "../Section";
import { Skeletons } from "../states";
import classes from "./Timeline.module.css";

interface Props<Row> {
  title: string;
  query: ListQuery<Row>;
  /** The kinds that it can be filtered by. */
  kinds: readonly Option[];
  selected: string[];
  onSelect: (selected: string[]) => void;
  empty: { title: string; hint: string };
  children: (row: Row) => ReactNode;
}

/** What happened with a record, newest first. The server filters it, so that all of it is searched. */
export function Timeline<Row extends Versioned>(props: Props<Row>) {
  const { title, query, kinds, selected, onSelect, empty, children } = props;
  const chips = (
    <Chip.Group multiple value={selected} onChange={onSelect}>
      <Group gap={6}>
        {kinds.map(({ value, label }) => (
          <Chip key={value} value={value} size="xs" variant="outline">
            {label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
  return (
    <Section title={title} action={chips}>
      <LoadedList
        query={query}
        skeleton={<Skeletons rows={4} />}
        empty={<EmptyList icon={IconHistory} {...empty} isFiltered={selected.length > 0} />}
      >
        {(rows) => rows.map(children)}
      </LoadedList>
      <LoadMore list={query} />
    </Section>
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
      <ThemeIcon variant="light" color="gray" size={30} radius="xl">
        <Icon size={16} stroke={1.7} aria-label={iconLabel} role="img" />
      </ThemeIcon>
      <Box miw={0}>
        {children}
        <Text size="xs" c="dimmed" mt={2}>
          {meta}
        </Text>
      </Box>
    </Box>
  );
}
