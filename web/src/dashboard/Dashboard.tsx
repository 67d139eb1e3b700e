import { Box, Group, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { keys } from "../live/keys";
import { useToday } from "../session/zone";
import { Online } from "../ui/Online";
import { PageHeader } from "../ui/PageHeader";
import { Section } from "../ui/Section";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { Checklist } from "./Checklist";
import classes from "./Dashboard.module.css";
import { Feed } from "./Feed";
import { Funnel } from "./Funnel";
import { daysOf, RangeSelect } from "./RangeSelect";
import { type Counters, type DashboardFigures, type Days, dashboardQuery } from "./reads";
import { Statuses } from "./Statuses";
import { Tiles } from "./Tiles";
import { TopSales } from "./TopSales";
import { Wall, WallButton } from "./Wall";

/** The chart library is the largest part of the page: the figures are shown before it is loaded. */
const Trend = lazy(() => import("./Trend"));

const page = getRouteApi("/inside/");

/** The figures of the company, live. In wall mode they fill the screen. */
export function Dashboard() {
  const t = useWords();
  const { wall, ...search } = page.useSearch();
  const days: Days = daysOf(search, useToday());
  const query = useQuery(dashboardQuery(days));
  const content = (
    <>
      <PageHeader title={t("page.dashboard")} aside={wall && <Online />}>
        <Group gap="xs">
          <RangeSelect days={days} />
          <WallButton isOn={wall === true} />
        </Group>
      </PageHeader>
      <Loaded query={query} skeleton={<Skeletons rows={5} height={90} />}>
        {(figures) => <Board figures={figures} days={days} isOnWall={wall === true} />}
      </Loaded>
    </>
  );
  return wall ? <Wall>{content}</Wall> : content;
}

function Board({ figures, days, isOnWall }: { figures: DashboardFigures; days: Days; isOnWall: boolean }) {
  // Events update the counters. Until the first one, those of the query are shown.
  const live = useQuery<Counters>({ queryKey: keys.counters, enabled: false }).data;
  const counters = live ?? figures.counters;
  const t = useWords();
  return (
    <>
      {!isOnWall && <Checklist counters={counters} />}
      <Box className={classes.surface}>
        <Tiles figures={figures} counters={counters} days={days} />
        <Box className={classes.columns}>
          <Box className={classes.main}>
            <Box className={classes.wide}>
              <Suspense
                fallback={
                  <Section title={t("trend.title")} isPlain>
                    <Skeleton className={classes.chart} />
                  </Section>
                }
              >
                <Trend figures={figures} />
              </Suspense>
            </Box>
            <Funnel days={days} />
            <Statuses counters={counters} />
            <Box className={classes.top}>
              <TopSales days={days} isShort={isOnWall} />
            </Box>
          </Box>
          <Box className={classes.feedCell}>
            <Feed />
          </Box>
        </Box>
      </Box>
    </>
  );
}
