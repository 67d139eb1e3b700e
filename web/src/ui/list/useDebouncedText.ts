import { useState } from "react";
import { useDebouncedReport } from "./useDebouncedReport";

/** Text that follows the typing at once and is reported after a pause. It follows `value` when that is changed elsewhere. */
export function useDebouncedText(
  value: string,
  report: (value: string) => void,
): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(value);
  const reportLater = useDebouncedReport(value, report, setText, { delay: 250 });
  return [
    text,
    (text) => {
      setText(text);
      reportLater(text);
    },
  ];
}
