import "./fonts.css";
import "./mantine.css";
import "./app.css";
import { registerSW } from "virtual:pwa-register";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/error";
import { router } from "./routes";
import { client } from "./session/client";
import { onRedirect } from "./session/session";
import { theme, variables } from "./theme";
import { loadWords, onLanguageError, t } from "./words";

// Loaded later: nothing has been notified yet.
const notify = () => import("./ui/notify");

// A new version is loaded on request, so that unsaved input is not lost.
const renew = registerSW({
  immediate: true,
  onNeedRefresh: async () => {
    const { toastAction } = await notify();
    toastAction(t("update.here"), t("update.do"), () => void renew(true));
  },
});
// A full page load, so that nothing of the previous session is left in memory.
onRedirect((to) => window.location.replace(to));
onLanguageError(async () => (await notify()).toastError(ApiError.unreachable()));
await loadWords();

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
