import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Ago } from "../../ui/clock";
import { LoadedList } from "../../ui/list/LoadedList";
import { LoadMore } from "../../ui/list/LoadMore";
import { Section } from "../../ui/Section";
import { Skeletons } from "../../ui/states";
import { useWords } from "../../words";
import { importsQuery } from "./noun";

export function PastImports() {
  const t = useWords();
  const list = useInfiniteQuery(importsQuery);
  return (
    <LoadedList query={list} skeleton={<Skeletons rows={2} height={20} />}>
      {(imports) => (
        <Section title={t("import.past")} size="lg">
          <Stack gap="xs">
            {imports.map((one) => (
              <Group key={one.id} justify="space-between" wrap="nowrap">
                <Anchor component={Link} to={`/leads/import?id=${one.id}`} size="sm" truncate>
                  {one.fileName ?? t("import.unnamed")}
                </Anchor>
                <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                  {t(`importStatus.${one.status}`)} · <Ago time={one.createdAt} />
                </Text>
              </Group>
            ))}
          </Stack>
          <LoadMore list={list} />
        </Section>
      )}
    </LoadedList>
  );
}
