import { Group, Skeleton, Text } from "@mantine/core";
import { usePresence } from "../live/presence";
import { AvatarGroup } from "../ui/Avatar";
import { useWords } from "../words";

/** Who is online now. */
export function Online() {
  const t = useWords();
  const online = usePresence()?.online;
  if (!online) return <Skeleton w={90} h={24} radius="xl" />;
  if (online.length === 0) return null;
  return (
    <Group gap={8} role="group" aria-label={t("online.label")}>
      <AvatarGroup people={online} max={6} />
      <Text size="sm" c="dimmed">
        {t("online.count", { count: online.length })}
      </Text>
    </Group>
  );
}
