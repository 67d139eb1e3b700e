import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { STAGE_COLORS } from "../ui/colors";
import { Section } from "../ui/Section";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { count, percent } from "../words/format";
import { CountLink } from "./CountLink";
import classes from "./Dashboard.module.css";
import { advanced, atStage, entered } from "./links";
import { type Days, type FunnelFigures, funnelQuery } from "./reads";

/** For each stage, how many leads entered it in the range, how many of these have advanced since, and how many are in it now. */
export function Funnel({ days }: { days: Days }) {
  const t = useWords();
  const read = useQuery(funnelQuery(days));
  const whole = read.data?.leadToCustomer;
  const action = whole != null && (
    <Text size="xs" c="dimmed">
      {t("funnel.whole", { share: percent(whole) })}
    </Text>
  );
  return (
    <Section title={t("funnel.title")} action={action} isPlain>
      <Loaded query={read} skeleton={<Skeletons rows={6} height={28} />}>
        {({ stages }) => <Stages stages={stages} days={days} />}
      </Loaded>
    </Section>
  );
}

function Stages({ stages, days }: { stages: FunnelFigures["stages"]; days: Days }) {
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
  step: FunnelFigures["stages"][number];
  most: number;
  days: Days;
}

function Step({ step, most, days }: StepProps) {
  const t = useWords();
  const { stage, conversion } = step;
  const name = t(`stage.${stage}`);
  const width = (n: number) => ({ width: `${(n / most) * 100}%` });
  const color = STAGE_COLORS[stage];
  return (
    <tr data-stage={stage}>
      <th scope="row">{name}</th>
      <td className={classes.cohort}>
        <span className={classes.cohortCell}>
          <span className={classes.cohortTrack} aria-hidden>
            <span style={{ ...width(step.entered), background: color, opacity: 0.3 }} />
            <span style={{ ...width(step.advanced), background: color }} />
          </span>
          {conversion != null && (
            <CountLink
              to={advanced(stage, days)}
              n={step.advanced}
              label={t("funnel.openAdvanced", { stage: name })}
            >
              {t("funnel.share", { share: percent(conversion), n: count(step.advanced) })}
            </CountLink>
          )}
        </span>
      </td>
      <td>
        <CountLink
          to={entered(stage, days)}
          n={step.entered}
          label={t("funnel.openEntered", { stage: name })}
        />
      </td>
      <td>
        <CountLink to={atStage(stage)} n={step.now} label={t("funnel.openNow", { stage: name })} />
      </td>
    </tr>
  );
}
