import { Box, Group, SimpleGrid, Skeleton, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { type Days, dashboard } from "../api/reads";
import type { Counters, Dashboard as Figures } from "../api/records";
import { keys } from "../live/keys";
import { useToday } from "../session/zone";
import { Bones, Problem } from "../ui/states";
import { useWords } from "../words";
import { Checklist } from "./Checklist";
import classes from "./Dashboard.module.css";
import { Feed } from "./Feed";
import { Funnel } from "./Funnel";
import { Online } from "./Online";
import { daysOf, RangeChoice } from "./RangeChoice";
import { Statuses } from "./Statuses";
import { Tiles } from "./Tiles";
import { TopSales } from "./TopSales";
import { WallButton } from "./Wall";

/** The chart is the largest part of the page: the figures do not wait for it. */
const Trend = lazy(() => import("./Trend"));

const page = getRouteApi("/inside/");

/** What a manager looks at all day, alive. On a wall it fills the screen. */
export function Dashboard() {
  const t = useWords();
  const { wall, ...search } = page.useSearch();
  const days: Days = daysOf(search, useToday());
  const { data, error, isPending, refetch } = useQuery(dashboard(days));
  useDocumentTitle(`${t("page.dashboard")} · Tandem`);
  return (
    <Box className={wall ? classes.wall : undefined} component={wall ? "main" : "div"}>
      <Group justify="space-between" mb="md">
        <Group gap="md">
          <Title order={1}>{t("page.dashboard")}</Title>
          <Online />
        </Group>
        <Group gap="xs">
          <RangeChoice days={days} />
          <WallButton isOn={wall === true} />
        </Group>
      </Group>
      {isPending && <Bones rows={5} height={90} />}
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {data && <Board figures={data} days={days} isOnWall={wall === true} />}
    </Box>
  );
}

function Board({ figures, days, isOnWall }: { figures: Figures; days: Days; isOnWall: boolean }) {
  // The counters are told as they change; the read ones serve until then.
  const told = useQuery<Counters>({ queryKey: keys.counters, enabled: false }).data;
  const counters = told ?? figures.counters;
  return (
    <>
      {!isOnWall && <Checklist counters={counters} />}
      <Tiles figures={figures} counters={counters} days={days} />
      <Box className={classes.columns}>
        <Box className={classes.main}>
          <Suspense fallback={<Skeleton h={304} />}>
            <Trend figures={figures} />
          </Suspense>
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
            <Funnel days={days} />
            <Statuses counters={counters} />
          </SimpleGrid>
          <TopSales days={days} />
        </Box>
        <Feed />
      </Box>
    </>
  );
}
