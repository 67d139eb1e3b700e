import { STATUSES } from "../protocol/enums";
import { STATUS_COLORS } from "../ui/colors";
import { Section } from "../ui/Section";
import { useWords } from "../words";
import { Bar } from "./Bar";
import { withStatus } from "./links";
import type { Counters } from "./reads";

/** The number of leads in each status. */
export function Statuses({ counters }: { counters: Counters }) {
  const t = useWords();
  const of = (status: string) => counters.statuses[status] ?? 0;
  const most = Math.max(1, ...STATUSES.map(of));
  return (
    <Section title={t("statuses.title")}>
      {STATUSES.map((status) => (
        <Bar
          key={status}
          label={t(`status.${status}`)}
          n={of(status)}
          share={of(status) / most}
          color={STATUS_COLORS[status]}
          to={withStatus(status)}
        />
      ))}
    </Section>
  );
}
