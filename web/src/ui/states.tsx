import { Alert, Button, Group, Skeleton, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, type IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { ApiError, errorMessage } from "../api/error";
import { useWords } from "../words";

interface EmptyStateProps {
  icon: ComponentType<IconProps>;
  title: string;
  hint: string;
  /** Buttons that lead on. */
  children?: ReactNode;
}

/** Why there is nothing to show, and what to do next. */
export function EmptyState({ icon: Icon, title, hint, children }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <Icon size={28} stroke={1.6} aria-hidden />
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm" maw={420}>
        {hint}
      </Text>
      {children && <Group mt="xs">{children}</Group>}
    </Stack>
  );
}

/** The server cannot be reached. Queries retry by themselves. `hint`: what it means for the page. */
export function Unreachable({ hint }: { hint?: string }) {
  const t = useWords();
  return (
    <Alert color="orange" variant="light" mb="sm" py="xs" icon={<IconCloudOff aria-hidden />} role="status">
      {t("error.retrying")} {hint}
    </Alert>
  );
}

/** Why a query failed, with a button that retries it. While the server cannot be reached, skeletons stay. */
export function ErrorState({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useWords();
  if (error instanceof ApiError && error.code === "unreachable") {
    return (
      <>
        <Unreachable />
        <Skeletons rows={3} />
      </>
    );
  }
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t("error.read")}
      m="md"
      role="alert"
    >
      <Stack gap="xs" align="start">
        <Text size="sm">{errorMessage(error)}</Text>
        <Button size="xs" variant="default" onClick={retry}>
          {t("do.retry")}
        </Button>
      </Stack>
    </Alert>
  );
}

/** The part of a query result that its states are drawn from. */
export interface Query<Data> {
  data: Data | undefined;
  isPending: boolean;
  error: unknown;
  refetch: () => unknown;
}

interface LoadedProps<Data> {
  query: Query<Data>;
  skeleton?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  /** Shown once the data has been read and is empty, never before. */
  empty?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** The data of a query: its skeleton while it is pending, its error if it failed without any data. */
export function Loaded<Data>({
  query,
  skeleton = <Skeletons />,
  isEmpty,
  empty,
  children,
}: LoadedProps<Data>) {
  if (query.data !== undefined) return isEmpty?.(query.data) ? empty : children(query.data);
  if (query.isPending) return skeleton;
  return <ErrorState error={query.error} retry={() => void query.refetch()} />;
}

/** Placeholders in the shape of rows. */
export function Skeletons({ rows = 8, height = 44 }: { rows?: number; height?: number }) {
  const t = useWords();
  return (
    <Stack gap="xs" p="md" role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} height={height} radius="sm" />
      ))}
    </Stack>
  );
}
