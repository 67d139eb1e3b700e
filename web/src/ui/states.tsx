import { Alert, Button, Group, Skeleton, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, type IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { Refusal, reason } from "../api/refusal";
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

/** The server is away. What waits for it comes alive by itself. */
export function Unreachable() {
  const t = useWords();
  return (
    <Alert color="orange" variant="light" mb="sm" py="xs" icon={<IconCloudOff aria-hidden />} role="status">
      {t("problem.retrying")}
    </Alert>
  );
}

/** It could not be read: why, and once more. While the server is away it stays unread, and is read as soon as it is back. */
export function Problem({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useWords();
  if (error instanceof Refusal && error.code === "unreachable") {
    return (
      <>
        <Unreachable />
        <Bones rows={3} />
      </>
    );
  }
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

/** What a page knows of something that it reads. */
export interface Reading<Data> {
  data: Data | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

interface LoadedProps<Data> {
  /** What is read: a query, of a record or of a list. */
  of: Reading<Data>;
  /** The shape that it will have. */
  skeleton?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  /** Shows only when it was read, and is empty. */
  empty?: ReactNode;
  children: (data: Data) => ReactNode;
}

/**
 * What was read. Until then its skeleton, and when it could not be read the reason: that there is nothing is said only
 * when the server said so.
 */
export function Loaded<Data>({ of, skeleton = <Bones />, isEmpty, empty, children }: LoadedProps<Data>) {
  if (of.data !== undefined) return isEmpty?.(of.data) ? empty : children(of.data);
  if (of.isPending) return skeleton;
  return <Problem error={of.error} retry={() => void of.refetch()} />;
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
