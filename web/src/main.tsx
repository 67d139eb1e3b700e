import "./mantine.css";
import "./app.css";
import { registerSW } from "virtual:pwa-register";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./routes";
import { client } from "./session/client";
import { onChange } from "./session/session";
import { theme, variables } from "./theme";
import { offer } from "./ui/notify";
import { loadWords, t } from "./words";

// A new version waits until it is asked for: nobody loses what they are typing.
const renew = registerSW({
  immediate: true,
  onNeedRefresh: () => offer(t("update.here"), t("update.do"), () => void renew(true)),
});
// A page loaded anew is sure to show nothing of whoever was signed in.
onChange((to) => window.location.replace(to));
await loadWords();

// Nothing is said before something has happened.
const Notices = lazy(() => import("./ui/Notices"));

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no root");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Suspense>
          <Notices />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
