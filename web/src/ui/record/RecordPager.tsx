import { ActionIcon, Group, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useWords } from "../../words";
import { count } from "../../words/format";
import { useListPosition } from "./listOrder";

interface Props {
  id: string;
  /** Shows another record in place of this one: "back" still leads to the list. */
  open: (id: string) => void;
}

/** The previous and the next record of the list that this one was opened from. */
export function RecordPager({ id, open }: Props) {
  const t = useWords();
  const place = useListPosition(id);
  if (!place) return null;
  const { position, total, previous, next } = place;
  return (
    <Group gap={2} wrap="nowrap" role="group" aria-label={t("record.pager")}>
      <ActionIcon
        disabled={!previous}
        aria-label={t("record.previous")}
        onClick={() => previous && open(previous)}
      >
        <IconChevronUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon disabled={!next} aria-label={t("record.next")} onClick={() => next && open(next)}>
        <IconChevronDown size={16} aria-hidden />
      </ActionIcon>
      <Text size="xs" c="dimmed" className="number" style={{ whiteSpace: "nowrap" }}>
        {t("record.position", { position: count(position), total: count(total) })}
      </Text>
    </Group>
  );
}
