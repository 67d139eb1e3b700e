import "@mantine/core/styles/ColorSwatch.css";
import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { Box, Title, VisuallyHidden } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import type { Dashboard } from "../api/records";
import { useWords } from "../words";
import { addDays } from "../words/calendar";
import { locale } from "../words/locale";

/** Every day of the range, also those on which nothing happened. */
function daysOf({ range, trend }: Dashboard) {
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

export default function Trend({ figures }: { figures: Dashboard }) {
  const t = useWords();
  const still = useReducedMotion();
  const short = new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" });
  const days = daysOf(figures);
  const label = (day: string) => short.format(new Date(day));
  return (
    <Box className="panel" p="md" component="section" aria-label={t("trend.title")}>
      <Title order={2} fz="sm" mb="md">
        {t("trend.title")}
      </Title>
      <VisuallyHidden>
        {days.map((day) => `${label(day.day)}: ${day.enquiries}, ${day.leads}, ${day.won}`).join("; ")}
      </VisuallyHidden>
      <AreaChart
        h={230}
        data={days.map((day) => ({ ...day, day: label(day.day) }))}
        dataKey="day"
        withLegend
        withDots={false}
        curveType="monotone"
        gridAxis="x"
        strokeWidth={2}
        fillOpacity={0.12}
        areaProps={{ isAnimationActive: !still, animationDuration: 400 }}
        areaChartProps={{ accessibilityLayer: false }}
        yAxisProps={{ width: 34, allowDecimals: false }}
        series={[
          { name: "enquiries", label: t("trend.enquiries"), color: "orange.6" },
          { name: "leads", label: t("trend.leads"), color: "tandem.5" },
          { name: "won", label: t("trend.won"), color: "teal.6" },
        ]}
      />
    </Box>
  );
}
