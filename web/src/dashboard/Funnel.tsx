import { Box, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Days, funnel } from "../api/reads";
import type { Funnel as Figures } from "../api/records";
import { STAGE_COLORS } from "../theme";
import { Bones, Loaded } from "../ui/states";
import { useWords } from "../words";
import { count, percent } from "../words/format";
import classes from "./Dashboard.module.css";
import { Figure } from "./Figure";
import { advanced, atStage, entered } from "./links";

/** Of the leads that entered a stage in these days, how many have advanced since; beside it how many are there now. */
export function Funnel({ days }: { days: Days }) {
  const t = useWords();
  const read = useQuery(funnel(days));
  const whole = read.data?.leadToCustomer;
  return (
    <Box className="panel" p="md" component="section" aria-label={t("funnel.title")}>
      <Group justify="space-between" mb="xs">
        <Title order={2} fz="sm">
          {t("funnel.title")}
        </Title>
        {whole != null && (
          <Text size="xs" c="dimmed">
            {t("funnel.whole", { share: percent(whole) })}
          </Text>
        )}
      </Group>
      <Loaded of={read} skeleton={<Bones rows={6} height={28} />}>
        {({ stages }) => <Stages stages={stages} days={days} />}
      </Loaded>
    </Box>
  );
}

function Stages({ stages, days }: { stages: Figures["stages"]; days: Days }) {
  const t = useWords();
  const most = Math.max(1, ...stages.map(({ entered }) => entered));
  return (
    <table className={classes.funnel}>
      <thead>
        <tr>
          <th scope="col">{t("field.stage")}</th>
          <th scope="col" className={classes.cohort}>
            {t("funnel.advanced")}
          </th>
          <th scope="col">{t("funnel.entered")}</th>
          <th scope="col">{t("funnel.now")}</th>
        </tr>
      </thead>
      <tbody>
        {stages.map((step) => (
          <Step key={step.stage} step={step} most={most} days={days} />
        ))}
      </tbody>
    </table>
  );
}

interface StepProps {
  step: Figures["stages"][number];
  most: number;
  days: Days;
}

function Step({ step, most, days }: StepProps) {
  const t = useWords();
  const { stage, conversion } = step;
  const name = t(`stage.${stage}`);
  const width = (n: number) => ({ width: `${(n / most) * 100}%` });
  const color = `var(--mantine-color-${STAGE_COLORS[stage]}-6)`;
  return (
    <tr data-stage={stage}>
      <th scope="row">{name}</th>
      <td className={classes.cohort}>
        <span className={classes.cohortTrack} aria-hidden>
          <span style={{ ...width(step.entered), background: color, opacity: 0.3 }} />
          <span style={{ ...width(step.advanced), background: color }} />
        </span>
        {conversion != null && (
          <Figure
            to={advanced(stage, days)}
            n={step.advanced}
            label={t("funnel.openAdvanced", { stage: name })}
          >
            {t("funnel.share", { share: percent(conversion), n: count(step.advanced) })}
          </Figure>
        )}
      </td>
      <td>
        <Figure to={entered(stage, days)} n={step.entered} label={t("funnel.openEntered", { stage: name })} />
      </td>
      <td>
        <Figure to={atStage(stage)} n={step.now} label={t("funnel.openNow", { stage: name })} />
      </td>
    </tr>
  );
}
