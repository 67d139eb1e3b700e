import { Stack, Text, Title } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.layer.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { colleaguesQuery } from "../employees/noun";
import { keys } from "../live/keys";
import { client } from "../session/client";
import { BASICS } from "./basics";
import { FORMS } from "./forms";
import { LISTS } from "./lists";
import { OVERLAYS } from "./overlays";
import type { Piece } from "./piece";
import { RECORDS } from "./records";
import { COLLEAGUES, LOTUS, ME } from "./samples";

/** Every shared piece. A new one is an entry in one of these lists. */
const GROUPS: readonly (readonly [string, readonly Piece[]])[] = [
  ["Basics", BASICS],
  ["Forms", FORMS],
  ["Lists", LISTS],
  ["Records", RECORDS],
  ["Overlays and states", OVERLAYS],
];

// The pieces read who is signed in, and show links: neither needs a server.
client.setQueryData(keys.me, ME);
client.setQueryData(keys.company, LOTUS);
client.setQueryData(colleaguesQuery.queryKey, COLLEAGUES);
const router = createRouter({
  routeTree: createRootRoute({ component: AllPieces, notFoundComponent: AllPieces }),
  history: createMemoryHistory({ initialEntries: ["/leads"] }),
});

export function Pieces() {
  return (
    <QueryClientProvider client={client}>
      <Notifications position="bottom-right" />
      <RouterProvider router={router as never} />
    </QueryClientProvider>
  );
}

function AllPieces() {
  return (
    <main id="content">
      <Stack p="md" gap="lg">
        {GROUPS.map(([title, pieces]) => (
          <Stack key={title} component="section" aria-label={title} gap="md">
            <Title order={1}>{title}</Title>
            {pieces.map(({ name, source, Show }) => (
              <Stack key={name} gap="xs" data-piece={name}>
                <Title order={2}>
                  {name}{" "}
                  <Text component="code" size="xs" c="dimmed">
                    {source}
                  </Text>
                </Title>
                <Show />
              </Stack>
            ))}
          </Stack>
        ))}
      </Stack>
      <div id="overlays" />
    </main>
  );
}
