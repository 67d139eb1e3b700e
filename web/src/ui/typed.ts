import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";

/** Text that is typed now and told a little later; when it changes elsewhere, the field follows. */
export function useTyped(value: string, tell: (value: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const tellLater = useDebouncedCallback(tell, 250);
  useEffect(() => setText(value), [value]);
  return [
    text,
    (text) => {
      setText(text);
      tellLater(text);
    },
  ];
}
