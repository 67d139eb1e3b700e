import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useWords } from "../../words";
import { count } from "../../words/format";
import type { Import } from "./noun";

const COUNTS = ["rows", "created", "updated", "skipped", "failed"] as const;

/** Whether a dry run only announces it. */
const isChange = (name: (typeof COUNTS)[number]) =>
  name === "created" || name === "updated" || name === "skipped";

/** The result of an import, or of its dry run. */
export function ImportCounts({ one }: { one: Import }) {
  const t = useWords();
  return (
    <SimpleGrid cols={{ base: 3, sm: 5 }}>
      {COUNTS.map((name) => (
        <Stack key={name} gap={0}>
          <Text size="xl" fw={600} className="number" data-figure={name}>
            {count(one[name])}
          </Text>
          <Text size="xs" c="dimmed">
            {t(one.dryRun && isChange(name) ? `import.dryRun.${name}` : `import.${name}`)}
          </Text>
        </Stack>
      ))}
    </SimpleGrid>
  );
}
