import { STATUSES } from "../protocol/enums";
import { LeadStatusBadge } from "../ui/Badges";
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
    <Section title={t("statuses.title")} isPlain>
      {STATUSES.map((status) => (
        <Bar
          key={status}
          label={<LeadStatusBadge status={status} />}
          n={of(status)}
          share={of(status) / most}
          to={withStatus(status)}
        />
      ))}
    </Section>
  );
}
