import { Alert, Button, Group, Skeleton, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, type IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { reason } from "../api/refusal";
import { useWords } from "../words";

/** Nothing is here: why, and what to do about it. */
export function Empty({
  icon: Icon,
  title,
  hint,
  children,
}: {
  icon: ComponentType<IconProps>;
  title: string;
  hint: string;
  children?: ReactNode;
}) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <Icon size={28} stroke={1.6} aria-hidden />
      </ThemeIcon>
      <Text fw={650}>{title}</Text>
      <Text c="dimmed" size="sm" maw={420}>
        {hint}
      </Text>
      {children && <Group mt="xs">{children}</Group>}
    </Stack>
  );
}

/** It could not be read: why, and once more. */
export function Problem({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useWords();
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t("problem.read")}
      m="md"
      role="alert"
    >
      <Stack gap="xs" align="start">
        <Text size="sm">{reason(error)}</Text>
        <Button size="xs" variant="default" onClick={retry}>
          {t("do.retry")}
        </Button>
      </Stack>
    </Alert>
  );
}

/** The shape of what is being read. */
export function Bones({ rows = 8, height = 44 }: { rows?: number; height?: number }) {
  const t = useWords();
  return (
    <Stack gap="xs" p="md" role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={height} radius="sm" />
      ))}
    </Stack>
  );
}
