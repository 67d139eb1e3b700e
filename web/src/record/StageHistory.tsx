import { Text, Timeline } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { history } from "../api/reads";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { moment } from "../words/format";

/** Who moved them where, when and why. */
export function StageHistory({ contactId }: { contactId: string }) {
  const t = useWords();
  const steps = useQuery(history(contactId));
  if (steps.isPending) return <Bones rows={3} />;
  if (steps.isError) return <Problem error={steps.error} retry={() => void steps.refetch()} />;
  return (
    <Timeline active={steps.data.length} bulletSize={14} lineWidth={2}>
      {steps.data.map((step) => (
        <Timeline.Item key={`${step.at}${step.to}`} title={t(`stage.${step.to}`)}>
          <Text size="sm">{step.reason}</Text>
          <Text size="xs" c="dimmed">
            {[step.by?.name, moment(step.at)].filter(Boolean).join(" · ")}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
