import { DatesProvider } from "@mantine/dates";
import { type ReactNode, useEffect, useState } from "react";
import { language, useWords } from "../words";

/** Shows the months and weekdays of the date pickers in the language of the page. */
export function Dates({ children }: { children: ReactNode }) {
  // Renders again when the language changes.
  useWords();
  const chosen = language();
  const [loaded, setLoaded] = useState("en");
  useEffect(() => {
    // English is built in. Without a connection to load Hindi, the pickers stay in English.
    if (chosen === "hi")
      import("dayjs/locale/hi").then(
        () => setLoaded("hi"),
        () => undefined,
      );
  }, [chosen]);
  const locale = loaded === chosen ? chosen : "en";
  return <DatesProvider settings={{ locale }}>{children}</DatesProvider>;
}
