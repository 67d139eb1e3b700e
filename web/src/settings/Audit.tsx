import { Box, Button, Group, Table, Text, Title } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, read } from "../api/client";
import { currentStatus, useStatus } from "../live/status";
import type { LoggedEvent } from "../noun";
import { EventSentence } from "../ui/EventSentence";
import { LoadMore } from "../ui/list/LoadMore";
import { Loaded } from "../ui/states";
import { useWords } from "../words";
import { count, moment } from "../words/format";

/** Events per page. Their numbers have no gaps, so that a page follows from its last number. */
const PAGE_SIZE = 50;

/** The events up to a number, newest first. */
const auditQuery = (head: number) =>
  infiniteQueryOptions({
    queryKey: ["audit", head],
    initialPageParam: head,
    queryFn: async ({ pageParam: last }) => {
      const after = Math.max(0, last - PAGE_SIZE);
      const query = { after, limit: Math.max(1, last - after) };
      const { body } = await read(api.GET("/api/events", { params: { query } }));
      return { after, events: (body.data as LoggedEvent[]).toReversed() };
    },
    getNextPageParam: ({ after }) => (after > 0 ? after : undefined),
  });

/** All events, newest first, as far as the log reaches back. */
export function Audit() {
  const t = useWords();
  const { seq } = useStatus();
  const [head, setHead] = useState(currentStatus().seq);
  const list = useInfiniteQuery(auditQuery(head));
  return (
    <Box className="panel" p="lg" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t("settings.audit")}</Title>
        {seq > head && (
          <Button size="xs" radius="xl" onClick={() => setHead(seq)}>
            {t("state.new", { count: seq - head })}
          </Button>
        )}
      </Group>
      <Loaded query={list}>
        {({ pages }) => <EventTable events={pages.flatMap(({ events }) => events)} />}
      </Loaded>
      <LoadMore list={list} variant="default" mt="sm" />
    </Box>
  );
}

function EventTable({ events }: { events: readonly LoggedEvent[] }) {
  const t = useWords();
  return (
    <Table verticalSpacing={6} highlightOnHover aria-label={t("settings.audit")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th visibleFrom="xs">#</Table.Th>
          <Table.Th>{t("audit.at")}</Table.Th>
          <Table.Th>{t("audit.what")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {events.map((event) => (
          <Row key={event.seq} event={event} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ event }: { event: LoggedEvent }) {
  return (
    <Table.Tr data-kind={event.kind}>
      <Table.Td className="number" visibleFrom="xs">
        {count(event.seq)}
      </Table.Td>
      <Table.Td miw={{ base: 110, xs: 190 }}>
        <Text size="sm">{moment(event.at)}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <EventSentence event={event} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
