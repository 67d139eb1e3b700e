import { Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { formatDays, isRelative, parseDays } from "../../live/days";
import { RELATIVE_DAYS } from "../../protocol/filters";
import { useWords } from "../../words";
import { capitalized } from "../../words/capitalized";
import { useDebouncedReport } from "./useDebouncedReport";

interface Props {
  label: string;
  value: string;
  onChange: (days: string | undefined) => void;
}

const RANGE = "range";

/** Days relative to today, or from one day to another. */
export function DaysInput({ label, value, onChange }: Props) {
  const t = useWords();
  const [isRangeOpen, setRangeOpen] = useState(value !== "" && !isRelative(value));
  const isRange = value === "" ? isRangeOpen : !isRelative(value);
  return (
    <Stack gap={6}>
      <NativeSelect
        label={label}
        value={isRange ? RANGE : value}
        onChange={({ currentTarget: { value: chosen } }) => {
          setRangeOpen(chosen === RANGE);
          onChange(chosen === RANGE ? undefined : chosen || undefined);
        }}
        data={[
          { value: "", label: t("filter.any") },
          ...RELATIVE_DAYS.map((days) => ({ value: days, label: capitalized(t(`filter.days.${days}`)) })),
          { value: RANGE, label: t("filter.range") },
        ]}
      />
      {isRange && <RangeInputs label={label} value={value} onChange={onChange} />}
    </Stack>
  );
}

interface RangeProps extends Props {
  /** Without visible labels, in one line. */
  isInline?: boolean;
}

/** Two days, either of which may be left open. */
export function RangeInputs({ label, value, onChange, isInline = false }: RangeProps) {
  const t = useWords();
  const [days, setDays] = useState(endsOf(value));
  const reportLater = useDebouncedReport(
    value,
    (days) => onChange(days || undefined),
    (value) => setDays(endsOf(value)),
    // Closing a filter form applies what was typed. Inline, leaving the page must not bring the user back to it.
    { delay: 400, flushOnUnmount: !isInline },
  );
  const isReversed = days.from !== "" && days.to !== "" && days.from > days.to;
  const change = (changed: Partial<typeof days>) => {
    const next = { ...days, ...changed };
    setDays(next);
    if (isComplete(next)) reportLater(formatDays(next) ?? "");
  };
  const input = (end: "from" | "to", error?: string) => ({
    type: "date",
    [isInline ? "aria-label" : "label"]: t(`filter.${end}`),
    value: days[end],
    error,
    onChange: (event: ChangeEvent<HTMLInputElement>) => change({ [end]: event.currentTarget.value }),
  });
  const Layout = isInline ? Group : Stack;
  return (
    <Layout gap={6} role="group" aria-label={label}>
      <TextInput {...input("from")} />
      <TextInput {...input("to", isReversed ? t("filter.reversed") : undefined)} />
    </Layout>
  );
}

function endsOf(value: string): { from: string; to: string } {
  const { from = "", to = "" } = parseDays(value) ?? {};
  return { from, to };
}

/** Whether the days can be used: in the right order, and no year that is still being typed, as `0202-05-01`. */
export function isComplete({ from, to }: { from: string; to: string }): boolean {
  const isTyping = [from, to].some((day) => day !== "" && day < "1000");
  return !isTyping && (from === "" || to === "" || from <= to);
}
