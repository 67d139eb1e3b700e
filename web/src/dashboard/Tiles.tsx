import { Group, SimpleGrid, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Days } from "../api/reads";
import type { Counters, Dashboard } from "../api/records";
import { useNow } from "../ui/clock";
import { useWords } from "../words";
import { age, count, percent, worth } from "../words/format";
import classes from "./Dashboard.module.css";

interface Props {
  figures: Dashboard;
  counters: Counters;
  days: Days;
}

/** The figures that matter most. Each opens the list that it counts. */
export function Tiles({ figures, counters, days }: Props) {
  const t = useWords();
  const { period, previous } = figures;
  const created = `createdFrom=${days.from}&createdTo=${days.to}`;
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="md" mb="md">
      <Tile label={t("tile.unclaimed")} value={count(counters.enquiries.unclaimed ?? 0)} to="/enquiries">
        <Oldest since={counters.oldestUnclaimedAt} />
      </Tile>
      <Tile label={t("tile.enquiries")} value={count(period.enquiriesReceived)} to="/enquiries?tab=all">
        <Change now={period.enquiriesReceived} before={previous.enquiriesReceived} />
      </Tile>
      <Tile label={t("tile.leads")} value={count(period.contactsCreated)} to={`/leads?${created}`}>
        <Change now={period.contactsCreated} before={previous.contactsCreated} />
      </Tile>
      <Tile label={t("tile.open")} value={count(counters.opportunities.count)} to="/leads?as=board">
        {worth(counters.opportunities.value)}
      </Tile>
      <Tile label={t("tile.won")} value={count(period.dealsWon.count)} to="/leads?stage=CUSTOMER">
        <Change now={period.dealsWon.count} before={previous.dealsWon.count} />
      </Tile>
      <Tile label={t("tile.revenue")} value={worth(period.dealsWon.value) || "0"} to="/leads?status=WON">
        {t("tile.sessions", { count: period.sessions })}
      </Tile>
    </SimpleGrid>
  );
}

interface TileProps {
  label: string;
  value: string;
  to: string;
  children: React.ReactNode;
}

function Tile({ label, value, to, children }: TileProps) {
  return (
    <Link to={to} className={`panel ${classes.tile}`} data-tile={label}>
      <Text size="sm" c="dimmed" truncate>
        {label}
      </Text>
      <Text fz={28} fw={700} lh={1.25} className="number" truncate>
        {value}
      </Text>
      <Text size="xs" c="dimmed" component="div" mih={18} truncate>
        {children}
      </Text>
    </Link>
  );
}

function Change({ now, before }: { now: number; before: number }) {
  const t = useWords();
  if (before === 0) return t("tile.noneBefore");
  const change = now / before - 1;
  if (change === 0) return t("tile.same");
  const Arrow = change < 0 ? IconArrowDownRight : IconArrowUpRight;
  const color = change < 0 ? "var(--mantine-color-error)" : "light-dark(#087f5b, #63e6be)";
  return (
    <Group gap={4} wrap="nowrap" component="span">
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
