import "./mantine.css";
import { AppShell, Group, Skeleton, Stack } from "@mantine/core";
import { useServerAway } from "../session/reach";
import { Bones, Unreachable } from "../ui/states";
import { Logo } from "./Logo";

/** The frame of every page, before it is known who is signed in; it says so when the server cannot be reached. */
export function WaitingShell() {
  const isAway = useServerAway();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: { base: 60, sm: 0 } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <AppShell.Header px="md">
        <Group h="100%" gap="sm">
          <Logo />
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
        {isAway && <Unreachable />}
        <Bones rows={6} height={52} />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" />
    </AppShell>
  );
}
