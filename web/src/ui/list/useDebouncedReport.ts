import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef } from "react";

interface Options {
  /** In milliseconds. */
  delay: number;
  flushOnUnmount?: boolean;
}

/**
 * Reports an input after a pause in the typing. `follow` is called when `value` changes for another reason than a report:
 * a reported value comes back late, when more has been typed already.
 */
export function useDebouncedReport(
  value: string,
  report: (value: string) => void,
  follow: (value: string) => void,
  { delay, flushOnUnmount = false }: Options,
): (value: string) => void {
  const known = useRef(value);
  const reportLater = useDebouncedCallback(
    (typed: string) => {
      known.current = typed;
      report(typed);
    },
    { delay, flushOnUnmount },
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the value is followed
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    reportLater.cancel();
    follow(value);
  }, [value]);
  return reportLater;
}
