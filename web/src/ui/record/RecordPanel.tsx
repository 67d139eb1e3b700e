import { ActionIcon, Group, Stack, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useWords } from "../../words";

interface Props {
  name: string;
  badges: ReactNode;
  /** Shown beside the close button. */
  aside: ReactNode;
  onClose?: () => void;
  children: ReactNode;
}

/** A record beside the list that it was opened from. */
export function RecordPanel({ name, badges, aside, onClose, children }: Props) {
  const t = useWords();
  return (
    <Stack gap="md" p="md">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Stack gap={6} miw={0}>
          <Title order={2} style={{ overflowWrap: "anywhere" }}>
            {name}
          </Title>
          <Group gap={6}>{badges}</Group>
        </Stack>
        <Group gap={6} wrap="nowrap">
          {aside}
          {onClose && (
            <ActionIcon onClick={onClose} aria-label={t("do.close")}>
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {children}
    </Stack>
  );
}
