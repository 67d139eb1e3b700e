import { Group, Text } from "@mantine/core";
import { usePresence } from "../live/presence";
import { useWords } from "../words";
import { AvatarGroup } from "./Avatar";

/** Who is online now; `max`: how many of them have a picture. */
export function Online({ max = 6 }: { max?: number }) {
  const t = useWords();
  const online = usePresence()?.online;
  if (!online?.length) return null;
  return (
    <Group gap={8} role="group" aria-label={t("online.label")}>
      <AvatarGroup people={online} max={max} />
      <Text size="sm" c="dimmed">
        {t("online.count", { count: online.length })}
      </Text>
    </Group>
  );
}
