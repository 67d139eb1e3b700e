import { Group, Text } from "@mantine/core";
import { useWatchers } from "../../live/presence";
import type { EntityType } from "../../protocol";
import { useWords } from "../../words";
import { AvatarGroup } from "../Avatar";

interface Props {
  entity: EntityType;
  id: string;
  /** Without the words, which are only read aloud. */
  isCompact?: boolean;
}

/** Who else looks at a record now. */
export function Watchers({ entity, id, isCompact }: Props) {
  const t = useWords();
  const others = useWatchers(entity, id);
  if (others.length === 0) return null;
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label={t("record.alsoHere")}>
      {!isCompact && (
        <Text size="xs" c="dimmed">
          {t("record.alsoHere")}
        </Text>
      )}
      <AvatarGroup people={others} />
    </Group>
  );
}
