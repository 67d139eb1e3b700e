import { Box, Button, Code, Group, Table, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, read } from "../api/client";
import { type Line, subject } from "../dashboard/sentence";
import { current, useStatus } from "../live/status";
import { linkTo } from "../shell/links";
import { More } from "../ui/More";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { count, moment } from "../words/format";

/** Events that one reading brings. Numbers have no holes, so that a part is known by its last one. */
const PART = 50;

/** Everything that happened, newest first, as far as the log reaches back. */
export function Audit() {
  const t = useWords();
  const { seq } = useStatus();
  const [head, setHead] = useState(current().seq);
  const list = useInfiniteQuery({
    queryKey: ["audit", head],
    initialPageParam: head,
    queryFn: async ({ pageParam: last }) => {
      const after = Math.max(0, last - PART);
      const query = { after, limit: Math.max(1, last - after) };
      const { body } = await read(api.GET("/api/events", { params: { query } }));
      return { after, lines: (body.data as Line[]).toReversed() };
    },
    getNextPageParam: ({ after }) => (after > 0 ? after : undefined),
  });
  if (list.isPending) return <Bones />;
  if (list.isError) return <Problem error={list.error} retry={() => void list.refetch()} />;
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
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing={6} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>#</Table.Th>
              <Table.Th>{t("audit.at")}</Table.Th>
              <Table.Th>{t("audit.who")}</Table.Th>
              <Table.Th>{t("audit.what")}</Table.Th>
              <Table.Th>{t("audit.about")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.pages
              .flatMap(({ lines }) => lines)
              .map((line) => (
                <Row key={line.seq} line={line} />
              ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <More list={list} variant="default" mt="sm" />
    </Box>
  );
}

function Row({ line }: { line: Line }) {
  const t = useWords();
  const { name, entity } = subject(line);
  return (
    <Table.Tr>
      <Table.Td className="number">{count(line.seq)}</Table.Td>
      <Table.Td>
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          {moment(line.at)}
        </Text>
      </Table.Td>
      <Table.Td>{line.actor?.name ?? t("timeline.byItself")}</Table.Td>
      <Table.Td>
        <Code>{line.kind}</Code>
      </Table.Td>
      <Table.Td style={{ maxWidth: 260 }}>
        <Text size="sm" truncate>
          {entity ? (
            <Link to={linkTo(entity)} style={{ color: "var(--mantine-color-anchor)" }}>
              {name || "…"}
            </Link>
          ) : (
            name
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
