import { Box, Group, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useNow } from "../ui/clock";
import { useWords } from "../words";
import { age, count, percent, worth } from "../words/format";
import classes from "./Dashboard.module.css";
import { dailyFigures } from "./daily";
import { created, openOpportunities, received, unclaimed, won } from "./links";
import type { Counters, DashboardFigures, Days } from "./reads";
import { Sparkline } from "./Sparkline";

interface Props {
  figures: DashboardFigures;
  counters: Counters;
  days: Days;
}

/** The most important figures. Each links to the list that it counts. */
export function Tiles({ figures, counters, days }: Props) {
  const t = useWords();
  const { period, previous } = figures;
  const daily = dailyFigures(figures);
  const values = daily.flatMap(({ value }) => value ?? []);
  return (
    <Box className={classes.tiles}>
      <Tile label={t("tile.unclaimed")} n={counters.enquiries.unclaimed ?? 0} to={unclaimed()}>
        <Oldest since={counters.oldestUnclaimedAt} />
      </Tile>
      <Tile
        label={t("tile.enquiries")}
        n={period.enquiriesReceived}
        to={received(days)}
        course={daily.map(({ enquiries }) => enquiries)}
      >
        <Change now={period.enquiriesReceived} before={previous.enquiriesReceived} />
      </Tile>
      <Tile
        label={t("tile.leads")}
        n={period.contactsCreated}
        to={created(days)}
        course={daily.map(({ leads }) => leads)}
      >
        <Change now={period.contactsCreated} before={previous.contactsCreated} />
      </Tile>
      <Tile label={t("tile.open")} n={counters.opportunities.count} to={openOpportunities()}>
        {worth(counters.opportunities.value)}
      </Tile>
      <Tile
        label={t("tile.won")}
        n={period.dealsWon.count}
        to={won(days)}
        course={daily.map(({ won }) => won)}
      >
        <Change now={period.dealsWon.count} before={previous.dealsWon.count} />
      </Tile>
      <Tile
        label={t("tile.revenue")}
        n={period.dealsWon.count}
        value={worth(period.dealsWon.value) || "0"}
        to={won(days)}
        course={values}
      >
        {t("deals.total", { count: period.dealsWon.count, n: count(period.dealsWon.count) })}
      </Tile>
    </Box>
  );
}

interface TileProps {
  label: string;
  /** How many records the linked list has. */
  n: number;
  /** Shown in place of the number: the value of the records. */
  value?: string;
  to: string;
  /** The figure of each day, where it has one. */
  course?: readonly number[];
  children: ReactNode;
}

function Tile({ label, n, value = count(n), to, course, children }: TileProps) {
  return (
    <Link to={to} className={classes.tile} data-tile={label} data-count={n}>
      <Text size="sm" c="dimmed" truncate>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Text fz="var(--tandem-figure)" fw={600} lh={32 / 28} className={`number ${classes.figure}`}>
          {value}
        </Text>
        {course && <Sparkline values={course} />}
      </Group>
      <Text size="xs" c="dimmed" component="div" mih={16} mt={2}>
        {children}
      </Text>
    </Link>
  );
}

/** A larger change is not shown as a percentage: the previous number says more. */
const MAX_CHANGE = 9.99;

function Change({ now, before }: { now: number; before: number }) {
  const t = useWords();
  if (before === 0) return t("tile.noneBefore");
  const change = now / before - 1;
  if (change === 0) return t("tile.same");
  if (change > MAX_CHANGE) return t("tile.countBefore", { n: count(before) });
  const Arrow = change < 0 ? IconArrowDownRight : IconArrowUpRight;
  const color = change < 0 ? "var(--mantine-color-error)" : "var(--tandem-good)";
  return (
    <Group gap="0 4px" component="span">
      <Group gap={2} wrap="nowrap" c={color} component="span" fw={500}>
        <Arrow size={14} aria-hidden />
        {percent(change)}
      </Group>
      <span>{t("tile.before")}</span>
    </Group>
  );
}

function Oldest({ since }: { since: string | null | undefined }) {
  const t = useWords();
  const now = useNow();
  return since ? t("tile.oldest", { age: age(since, now) }) : t("tile.noneWaits");
}
