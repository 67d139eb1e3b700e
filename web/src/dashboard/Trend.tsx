import { Section } from "../ui/Section";
import type { DashboardFigures } from "./reads";
import "@mantine/core/styles/ColorSwatch.css";
import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { VisuallyHidden } from "@mantine/core";
import { useWords } from "../words";
import { addDays } from "../words/calendar";
import { count } from "../words/format";
import { locale } from "../words/locale";

/** Every day of the range, also those without any events. */
function daysOf({ range, trend }: DashboardFigures) {
  const known = new Map(trend.map((day) => [day.day, day]));
  const days = [];
  for (let day = range.from; day <= range.to; day = addDays(day, 1)) {
    const figures = known.get(day);
    days.push({
      day,
      enquiries: figures?.enquiriesReceived ?? 0,
      leads: figures?.contactsCreated ?? 0,
      won: figures?.dealsWon.count ?? 0,
    });
  }
  return days;
}

const SERIES = [
  { name: "enquiries", color: "orange.6" },
  { name: "leads", color: "tandem.5" },
  { name: "won", color: "teal.6" },
] as const;

export default function Trend({ figures }: { figures: DashboardFigures }) {
  const t = useWords();
  const short = new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" });
  const days = daysOf(figures);
  const label = (day: string) => short.format(new Date(day));
  return (
    <Section title={t("trend.title")}>
      <VisuallyHidden>
        <TrendTable days={days} label={label} />
      </VisuallyHidden>
      <BarChart
        h={230}
        data={days.map((day) => ({ ...day, day: label(day.day) }))}
        dataKey="day"
        withLegend
        gridAxis="x"
        maxBarWidth={8}
        barProps={{ isAnimationActive: false, radius: 2 }}
        barChartProps={{ accessibilityLayer: false, barGap: 1 }}
        yAxisProps={{ width: 34, allowDecimals: false }}
        series={SERIES.map(({ name, color }) => ({ name, color, label: t(`trend.${name}`) }))}
      />
    </Section>
  );
}

interface TrendTableProps {
  days: ReturnType<typeof daysOf>;
  label: (day: string) => string;
}

/** The numbers of the chart, which screen readers cannot read from it. */
function TrendTable({ days, label }: TrendTableProps) {
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
            <th scope="row">{label(figures.day)}</th>
            {SERIES.map(({ name }) => (
              <td key={name}>{count(figures[name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
