import "./fonts.css";
import "./mantine.css";
import "./app.css";
import { MantineProvider } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/error";
import { preloadPage, router } from "./routes";
import { theme, variables } from "./theme";
import { loadWords, onLanguageError, t } from "./words";

// The page's code loads while the texts do.
preloadPage();

// Loaded later: nothing has been notified yet.
const notify = () => import("./ui/notify");
onLanguageError(async () => (await notify()).toastError(ApiError.unreachable()));
await loadWords();

/** Resolves some time after the page has loaded, so that what follows does not delay the first page. */
const settled = new Promise<void>((resolve) => {
  const wait = () => setTimeout(resolve, 2_000);
  if (document.readyState === "complete") wait();
  else window.addEventListener("load", wait, { once: true });
});

// Notifications sent before it is there are shown then.
const Notices = lazy(async () => {
  await settled;
  return import("./ui/Notices");
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no root");
createRoot(root).render(
  <StrictMode>
    {/* The theme sets all of its variables itself, instead of a style sheet that contains the defaults of the library. */}
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      deduplicateCssVariables={false}
      defaultColorScheme="auto"
    >
      <RouterProvider router={router} />
      <Suspense>
        <Notices />
      </Suspense>
    </MantineProvider>
  </StrictMode>,
);

// The worker fetches the whole app to keep it for a time without a network. That waits for the first page.
void settled.then(async () => {
  const { registerSW } = await import("virtual:pwa-register");
  // A new version is loaded on request, so that unsaved input is not lost.
  const renew = registerSW({
    immediate: true,
    onNeedRefresh: async () => {
      const { toastAction } = await notify();
      toastAction(t("update.here"), t("update.do"), () => void renew(true));
    },
  });
});
