import { Section } from "../ui/Section";
import type { DashboardFigures } from "./reads";
import "@mantine/core/styles/ColorSwatch.layer.css";
import "@mantine/charts/styles.layer.css";
import { BarChart } from "@mantine/charts";
import { VisuallyHidden } from "@mantine/core";
import { useWords } from "../words";
import { count, shortDay } from "../words/format";
import classes from "./Dashboard.module.css";
import { type Daily, dailyFigures } from "./daily";

const SERIES = [
  { name: "enquiries", color: "gray.6" },
  { name: "leads", color: "tandem.5" },
  { name: "won", color: "teal.7" },
] as const;

export default function Trend({ figures }: { figures: DashboardFigures }) {
  const t = useWords();
  const days = dailyFigures(figures);
  return (
    <Section title={t("trend.title")} isPlain>
      <VisuallyHidden>
        <TrendTable days={days} />
      </VisuallyHidden>
      <BarChart
        className={classes.chart}
        data={days.map((day) => ({ ...day, day: shortDay(day.day) }))}
        dataKey="day"
        withLegend
        gridAxis="x"
        strokeDasharray="1 0"
        gridColor="var(--tandem-line)"
        maxBarWidth={8}
        barProps={{ isAnimationActive: false, radius: 2 }}
        barChartProps={{ accessibilityLayer: false, barGap: 1 }}
        yAxisProps={{ width: 34, allowDecimals: false }}
        series={SERIES.map(({ name, color }) => ({ name, color, label: t(`trend.${name}`) }))}
      />
    </Section>
  );
}

/** The numbers of the chart, which screen readers cannot read from it. */
function TrendTable({ days }: { days: readonly Daily[] }) {
  const t = useWords();
  return (
    <table>
      <caption>{t("trend.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("trend.day")}</th>
          {SERIES.map(({ name }) => (
            <th key={name} scope="col">
              {t(`trend.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((figures) => (
          <tr key={figures.day}>
            <th scope="row">{shortDay(figures.day)}</th>
            {SERIES.map(({ name }) => (
              <td key={name}>{count(figures[name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
