import { SimpleGrid, Stack, Text } from "@mantine/core";
import type { Import } from "../../api/records";
import { useWords } from "../../words";
import { count } from "../../words/format";

const SHOWN = ["rows", "created", "updated", "skipped", "failed"] as const;

/** What an import did, or would do. */
export function Figures({ one }: { one: Import }) {
  const t = useWords();
  return (
    <SimpleGrid cols={{ base: 3, sm: 5 }}>
      {SHOWN.map((figure) => (
        <Stack key={figure} gap={0}>
          <Text size="xl" fw={700} className="number" data-figure={figure}>
            {count(one[figure])}
          </Text>
          <Text size="xs" c="dimmed">
            {t(`import.${figure}`)}
          </Text>
        </Stack>
      ))}
    </SimpleGrid>
  );
}
