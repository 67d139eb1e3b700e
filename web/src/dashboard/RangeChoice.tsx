import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Days } from "../api/reads";
import { useWords } from "../words";

const CHOICES = [7, 30, 90, 365] as const;

const iso = (at: Date) => at.toISOString().slice(0, 10);

/** The last days up to now, in UTC as the server counts them. */
export function lastDays(count: number): Days {
  const now = new Date();
  return { from: iso(new Date(now.getTime() - (count - 1) * 86_400_000)), to: iso(now) };
}

/** Which days the figures are of. */
export function RangeChoice({ days }: { days: Days }) {
  const t = useWords();
  const navigate = useNavigate();
  const known = CHOICES.find((count) => lastDays(count).from === days.from && lastDays(count).to === days.to);
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
          if (value !== "own")
            set(value === "30" ? { from: undefined, to: undefined } : lastDays(Number(value)));
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
