import { Box, Title } from "@mantine/core";
import { type Counters, STATUSES } from "../api/records";
import { STATUS_COLORS } from "../theme";
import { useWords } from "../words";
import { Bar } from "./Bar";
import { withStatus } from "./links";

/** The leads by the status of their work. */
export function Statuses({ counters }: { counters: Counters }) {
  const t = useWords();
  const of = (status: string) => counters.statuses[status] ?? 0;
  const most = Math.max(1, ...STATUSES.map(of));
  return (
    <Box className="panel" p="md" component="section" aria-label={t("statuses.title")}>
      <Title order={2} fz="sm" mb="xs">
        {t("statuses.title")}
      </Title>
      {STATUSES.map((status) => (
        <Bar
          key={status}
          label={t(`status.${status}`)}
          n={of(status)}
          share={of(status) / most}
          hue={STATUS_COLORS[status]}
          to={withStatus(status)}
        />
      ))}
    </Box>
  );
}
