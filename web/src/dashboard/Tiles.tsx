import { Group, SimpleGrid, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useNow } from "../ui/clock";
import { useWords } from "../words";
import { age, count, percent, worth } from "../words/format";
import classes from "./Dashboard.module.css";
import { created, openOpportunities, received, unclaimed, won } from "./links";
import type { Counters, DashboardFigures, Days } from "./reads";

interface Props {
  figures: DashboardFigures;
  counters: Counters;
  days: Days;
}

/** The most important figures. Each links to the list that it counts. */
export function Tiles({ figures, counters, days }: Props) {
  const t = useWords();
  const { period, previous } = figures;
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="md" mb="md">
      <Tile label={t("tile.unclaimed")} n={counters.enquiries.unclaimed ?? 0} to={unclaimed()}>
        <Oldest since={counters.oldestUnclaimedAt} />
      </Tile>
      <Tile label={t("tile.enquiries")} n={period.enquiriesReceived} to={received(days)}>
        <Change now={period.enquiriesReceived} before={previous.enquiriesReceived} />
      </Tile>
      <Tile label={t("tile.leads")} n={period.contactsCreated} to={created(days)}>
        <Change now={period.contactsCreated} before={previous.contactsCreated} />
      </Tile>
      <Tile label={t("tile.open")} n={counters.opportunities.count} to={openOpportunities()}>
        {worth(counters.opportunities.value)}
      </Tile>
      <Tile label={t("tile.won")} n={period.dealsWon.count} to={won(days)}>
        <Change now={period.dealsWon.count} before={previous.dealsWon.count} />
      </Tile>
      <Tile
        label={t("tile.revenue")}
        n={period.dealsWon.count}
        value={worth(period.dealsWon.value) || "0"}
        to={won(days)}
      >
        {t("deals.total", { count: period.dealsWon.count, n: count(period.dealsWon.count) })}
      </Tile>
    </SimpleGrid>
  );
}

interface TileProps {
  label: string;
  /** How many records the linked list has. */
  n: number;
  /** Shown in place of the number: the value of the records. */
  value?: string;
  to: string;
  children: React.ReactNode;
}

function Tile({ label, n, value = count(n), to, children }: TileProps) {
  return (
    <Link to={to} className={`panel ${classes.tile}`} data-tile={label} data-count={n}>
      <Text size="sm" c="dimmed" truncate>
        {label}
      </Text>
      <Text fz="var(--tandem-figure)" fw={600} lh={1.25} className="number" truncate>
        {value}
      </Text>
      <Text size="xs" c="dimmed" component="div" mih={18}>
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
      <Group gap={2} wrap="nowrap" c={color} component="span" fw={600}>
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
