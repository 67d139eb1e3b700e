import { useEffect, useState } from "react";
import { useStatus } from "../live/status";
import { Unreachable } from "../ui/states";
import { useWords } from "../words";

/** Shorter interruptions are not shown, in milliseconds. */
const SHOW_AFTER = 1_500;

/** The notice that the page shows the last known state while the server cannot be reached. */
export function OfflineBar() {
  const t = useWords();
  const offline = useStatus().state === "offline";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!offline) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), SHOW_AFTER);
    return () => clearTimeout(timer);
  }, [offline]);
  return shown && <Unreachable hint={t("live.lastKnown")} />;
}
