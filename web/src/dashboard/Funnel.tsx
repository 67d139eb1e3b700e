import { Box, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Days, funnel } from "../api/reads";
import { STAGE_COLORS } from "../theme";
import { useWords } from "../words";
import { percent } from "../words/format";
import { Bar } from "./Bar";

/** How contacts came from stage to stage: where they stand, and how many of those who came went on. */
export function Funnel({ days }: { days: Days }) {
  const t = useWords();
  const data = useQuery(funnel(days)).data;
  const stages = data?.stages ?? [];
  const most = Math.max(1, ...stages.map(({ now }) => now));
  return (
    <Box className="panel" p="md" component="section" aria-label={t("funnel.title")}>
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          {t("funnel.title")}
        </Title>
        {data?.leadToCustomer != null && (
          <Text size="xs" c="dimmed">
            {t("funnel.whole", { share: percent(data.leadToCustomer) })}
          </Text>
        )}
      </Group>
      {stages.map(({ stage, now, conversion }) => (
        <Bar
          key={stage}
          label={t(`stage.${stage}`)}
          n={now}
          share={now / most}
          hue={STAGE_COLORS[stage]}
          to={`/leads?stage=${stage}`}
          note={conversion == null ? undefined : t("funnel.on", { share: percent(conversion) })}
        />
      ))}
    </Box>
  );
}
