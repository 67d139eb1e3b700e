import { Box, Button, Group, type MantineStyleProps, Table, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { IconProps } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";
import { type Kept, type Part, rows } from "../live/list";
import { More } from "../ui/More";
import { Bones, Empty, Problem } from "../ui/states";
import { useWords, type Word } from "../words";

interface Props<Row> {
  title: string;
  list: UseInfiniteQueryResult<InfiniteData<Part<Row>>>;
  icon: ComponentType<IconProps>;
  isNarrowed: boolean;
  empty: { title: string; hint: string };
  tools: ReactNode;
  heads: readonly Word[];
  row: (row: Row) => ReactNode;
}

const END: MantineStyleProps = { ta: "end" };

/** A page with a list of what is or was sold. */
export function SalesTable<Row extends Kept>({
  title,
  list,
  icon,
  isNarrowed,
  empty,
  tools,
  heads,
  row,
}: Props<Row>) {
  const t = useWords();
  const navigate = useNavigate();
  const all = rows(list.data);
  useDocumentTitle(`${title} · Tandem`);
  return (
    <Box className="fill">
      <Group justify="space-between" mb="sm">
        <Title order={1}>{title}</Title>
        {tools}
      </Group>
      {list.isError && !list.data && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Bones />}
      {list.isSuccess && all.length === 0 && (
        <Box className="panel">
          <Empty
            icon={icon}
            title={isNarrowed ? t("state.noMatch") : empty.title}
            hint={isNarrowed ? t("state.noMatchHint") : empty.hint}
          >
            {isNarrowed && (
              <Button onClick={() => void navigate({ to: ".", search: {} })}>{t("leads.clear")}</Button>
            )}
          </Empty>
        </Box>
      )}
      {all.length > 0 && (
        <Box className="panel">
          <Table.ScrollContainer minWidth={640}>
            <Table highlightOnHover aria-label={title}>
              <Table.Thead>
                <Table.Tr>
                  {heads.map((word) => (
                    <Table.Th key={word} {...(word === "field.value" ? END : {})}>
                      {t(word) as string}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>{all.map(row)}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Box>
      )}
      <More list={list} variant="default" mt="sm" />
    </Box>
  );
}
