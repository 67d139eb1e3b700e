import { Text, Timeline } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "../leads/noun";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { moment } from "../words/format";

/** The stage changes of a contact: by whom, when and why. */
export function StageHistory({ contactId }: { contactId: string }) {
  const t = useWords();
  return (
    <Loaded query={useQuery(historyQuery(contactId))} skeleton={<Skeletons rows={3} />}>
      {(steps) => (
        <Timeline active={steps.length} bulletSize={14} lineWidth={2}>
          {steps.map((step) => (
            <Timeline.Item key={`${step.at}${step.to}`} title={t(`stage.${step.to}`)}>
              <Text size="sm">{step.reason}</Text>
              <Text size="xs" c="dimmed">
                {[step.by?.name, moment(step.at)].filter(Boolean).join(" · ")}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Loaded>
  );
}
