import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Days } from "../api/reads";
import { useToday } from "../session/zone";
import { useWords } from "../words";
import { addDays } from "../words/calendar";

const CHOICES = [7, 30, 90, 365] as const;

/** The last days up to today. */
export function lastDays(count: number, today: string): Days {
  return { from: addDays(today, 1 - count), to: today };
}

/** The server answers for ten years at most. */
const LONGEST = 3_650;

/** The days that are asked for; what is not said is the last thirty up to the end. */
export function daysOf({ from, to }: Partial<Days>, today: string): Days {
  const last = to ?? (from && from > today ? from : today);
  const first = from ?? lastDays(30, last).from;
  const earliest = addDays(last, -LONGEST);
  return { from: first < earliest ? earliest : first, to: last };
}

/** Which days the figures are of. */
export function RangeChoice({ days }: { days: Days }) {
  const t = useWords();
  const navigate = useNavigate();
  const today = useToday();
  const last = (count: number) => lastDays(count, today);
  const known = CHOICES.find((count) => last(count).from === days.from && last(count).to === days.to);
  const [own, setOwn] = useState(known === undefined);
  const set = (days: Partial<Days>) =>
    void navigate({ to: "/", search: (search) => ({ ...search, ...days }), replace: true });
  return (
    <Group gap="xs">
      <NativeSelect
        aria-label={t("range.label")}
        value={own ? "own" : String(known ?? 30)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setOwn(value === "own");
          if (value !== "own") set(value === "30" ? { from: undefined, to: undefined } : last(Number(value)));
        }}
        data={[
          ...CHOICES.map((count) => ({ value: String(count), label: t("range.last", { count }) })),
          { value: "own", label: t("range.own") },
        ]}
      />
      {own && (
        <>
          <TextInput
            type="date"
            aria-label={t("leads.from")}
            value={days.from}
            max={days.to}
            onChange={(event) => event.currentTarget.value && set({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label={t("leads.to")}
            value={days.to}
            min={days.from}
            onChange={(event) => event.currentTarget.value && set({ to: event.currentTarget.value })}
          />
        </>
      )}
    </Group>
  );
}
