import "./mantine.css";
import { AppShell, Group, Skeleton, Stack } from "@mantine/core";
import { useServerUnreachable } from "../session/reach";
import { Skeletons, Unreachable } from "../ui/states";
import { Frame } from "./Frame";
import { Logo } from "./Logo";
import classes from "./Sidebar.module.css";
import { useSidebar } from "./sidebar";

/** The frame of every page until it is known who is signed in, and the notice that the server cannot be reached. */
export function ShellSkeleton() {
  const isUnreachable = useServerUnreachable();
  const { isCollapsed } = useSidebar();
  return (
    <Frame>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="sm">
          <Skeleton h={18} w={120} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-hidden visibleFrom="sm" className={classes.sidebar}>
        <Group h={32} px={4}>
          <Logo isIconOnly={isCollapsed} size={24} />
        </Group>
        {!isCollapsed && (
          <Stack gap={16} p={10} mt={44}>
            {[120, 90, 70, 80, 100].map((width) => (
              <Skeleton key={width} h={16} w={width} />
            ))}
          </Stack>
        )}
      </AppShell.Navbar>
      <AppShell.Main>
        {isUnreachable && <Unreachable />}
        <Skeletons rows={6} height={52} />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" />
    </Frame>
  );
}
