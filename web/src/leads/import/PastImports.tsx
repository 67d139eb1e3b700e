import { Anchor, Box, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { imports } from "../../api/reads";
import { rows } from "../../live/list";
import { Ago } from "../../ui/clock";
import { Bones, Problem } from "../../ui/states";
import { useWords } from "../../words";

export function PastImports() {
  const t = useWords();
  const list = useInfiniteQuery(imports);
  if (list.isPending) return <Bones rows={2} height={20} />;
  if (list.isError && !list.data) return <Problem error={list.error} retry={() => void list.refetch()} />;
  const all = rows(list.data);
  if (all.length === 0) return null;
  return (
    <Box className="panel" p="md">
      <Title order={2} mb="sm">
        {t("import.past")}
      </Title>
      <Stack gap="xs">
        {all.map((one) => (
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
    </Box>
  );
}
