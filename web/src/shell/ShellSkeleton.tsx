import "./mantine.css";
import { AppShell, Group, Skeleton, Stack } from "@mantine/core";
import { useServerUnreachable } from "../session/reach";
import { Skeletons, Unreachable } from "../ui/states";
import { Frame } from "./Frame";
import { Logo } from "./Logo";

/** The frame of every page until it is known who is signed in, and the notice that the server cannot be reached. */
export function ShellSkeleton() {
  const isUnreachable = useServerUnreachable();
  return (
    <Frame>
      <AppShell.Header px="md">
        <Group h="100%" gap="sm">
          <Logo visibleFrom="sm" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" withBorder aria-hidden>
        <Stack gap={12} p={8}>
          {[120, 90, 70, 80, 100].map((width) => (
            <Skeleton key={width} h={18} w={width} />
          ))}
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main>
        {isUnreachable && <Unreachable />}
        <Skeletons rows={6} height={52} />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" />
    </Frame>
  );
}
