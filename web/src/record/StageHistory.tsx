import { Box, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "../leads/noun";
import { Ago } from "../ui/clock";
import { RelatedSection } from "../ui/record/RelatedSection";
import { useWords } from "../words";

/** The stage changes of a contact, the latest first: by whom, when and why. */
export function StageHistory({ contactId }: { contactId: string }) {
  const t = useWords();
  return (
    <RelatedSection
      title={t("record.history")}
      query={useQuery(historyQuery(contactId))}
      empty={t("record.noHistory")}
    >
      {(steps) =>
        steps.toReversed().map((step) => (
          <Box key={`${step.at}${step.to}`}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">{t(`stage.${step.to}`)}</Text>
              <Text size="xs" c="dimmed">
                <Ago time={step.at} />
              </Text>
            </Group>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {[step.by?.name, step.reason].filter(Boolean).join(" · ")}
            </Text>
          </Box>
        ))
      }
    </RelatedSection>
  );
}
