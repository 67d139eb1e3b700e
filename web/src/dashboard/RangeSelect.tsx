import { Group, NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { formatDays, parseDays } from "../live/days";
import { useToday } from "../session/zone";
import { RangeInputs } from "../ui/list/DaysInput";
import { useWords } from "../words";
import { addDays } from "../words/calendar";
import type { Days } from "./reads";

const PRESETS = [7, 30, 90, 365] as const;

/** The given number of days up to today. */
function lastDays(count: number, today: string): Days {
  return { from: addDays(today, 1 - count), to: today };
}

/** The server accepts ranges of ten years at most. */
const MAX_DAYS = 3_650;

/** The range of the address. Absent days default to the last thirty. */
export function daysOf({ from, to }: Partial<Days>, today: string): Days {
  const last = to ?? (from && from > today ? from : today);
  const first = from ?? lastDays(30, last).from;
  const earliest = addDays(last, -MAX_DAYS);
  return { from: first < earliest ? earliest : first, to: last };
}

/** Selects the range of the figures. */
export function RangeSelect({ days }: { days: Days }) {
  const t = useWords();
  const navigate = useNavigate();
  const today = useToday();
  const last = (count: number) => lastDays(count, today);
  const known = PRESETS.find((count) => last(count).from === days.from && last(count).to === days.to);
  const [isCustom, setIsCustom] = useState(known === undefined);
  const set = (days: Partial<Days>) =>
    void navigate({ to: "/", search: (search) => ({ ...search, ...days }), replace: true });
  return (
    <Group gap="xs">
      <NativeSelect
        aria-label={t("range.label")}
        value={isCustom ? "own" : String(known ?? 30)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setIsCustom(value === "own");
          if (value !== "own") set(value === "30" ? { from: undefined, to: undefined } : last(Number(value)));
        }}
        data={[
          ...PRESETS.map((count) => ({ value: String(count), label: t("range.last", { count }) })),
          { value: "own", label: t("range.own") },
        ]}
      />
      {isCustom && (
        <RangeInputs
          isInline
          label={t("range.label")}
          value={formatDays(days) ?? ""}
          onChange={(range) => {
            const { from, to } = parseDays(range ?? "") ?? {};
            // The figures need both ends.
            if (from && to) set({ from, to });
          }}
        />
      )}
    </Group>
  );
}
