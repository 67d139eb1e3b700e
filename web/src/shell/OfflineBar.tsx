import { Alert } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useStatus } from "../live/status";
import { useWords } from "../words";

/** A blink is not worth a word. */
const PATIENCE = 1_500;

/** Says that what shows is the last state, while the server is away. */
export function OfflineBar() {
  const t = useWords();
  const offline = useStatus().state === "offline";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!offline) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [offline]);
  if (!shown) return null;
  return (
    <Alert color="orange" variant="light" mb="sm" py="xs" icon={<IconCloudOff aria-hidden />} role="status">
      {t("live.offlineHint")}
    </Alert>
  );
}
