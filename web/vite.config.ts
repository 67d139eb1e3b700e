import react from "@vitejs/plugin-react";
import type { Plugin, Rolldown } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

const server = process.env.TANDEM_URL ?? "http://127.0.0.1:3000";

/** What the pages on either side of the sign-in load first: `boot.js` asks for it before the app's modules can. */
const FIRST = {
  public: ["src/sign-in/SignIn.tsx"],
  inside: ["src/inside.ts", "src/session/queries.tsx"],
};

/** Names the files of `FIRST` in index.html, besides those that it loads itself, and lets its skeleton show first. */
function ordersFirstLoad(): Plugin {
  return {
    name: "orders-first-load",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
        const filesOf = (paths: string[]) => {
          const needed = new Set<string>();
          const add = (chunk?: Rolldown.OutputChunk) => {
            if (!chunk || needed.has(chunk.fileName)) return;
            needed.add(chunk.fileName);
            for (const style of chunk.viteMetadata?.importedCss ?? []) needed.add(style);
            for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name));
          };
          for (const path of paths)
            chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(path)).forEach(add);
          return [...needed].filter((file) => !html.includes(file)).map((file) => `/${file}`);
        };
        const names = Object.entries(FIRST).map(
          ([side, paths]) => `data-${side}="${filesOf(paths).join(" ")}"`,
        );
        // In the body, a style sheet delays what follows it: the skeleton shows without it.
        const STYLES = /\s*<link rel="stylesheet"[^>]*>/g;
        const styles = html.match(STYLES)?.join("") ?? "";
        return html
          .replace(STYLES, "")
          .replace("<noscript>", `${styles.trim()}\n    $&`)
          .replace('src="/boot.js"', `$& ${names.join(" ")}`);
      },
    },
  };
}

/** What the sign-in page shows, with everything it needs. */
const SIGN_IN = /src\/(sign-in\/(SignIn|PublicPage)\.tsx|ui\/form\/Form\.tsx|api\/error\.ts)$/;
/** What pages before the sign-in need once they show. */
const REQUESTS = /src\/(session\/queries\.tsx|api\/client\.ts|sign-in\/(start|setup|requests)\.ts)$/;
/** What every page behind the sign-in needs. */
const BEHIND = /src\/inside\.ts$/;

export default defineConfig({
  plugins: [
    react(),
    ordersFirstLoad(),
    // The app itself opens without a network; what it shows comes from IndexedDB.
    VitePWA({
      registerType: "prompt",
      injectRegister: false,
      manifest: {
        name: "Tandem",
        short_name: "Tandem",
        description: "The CRM in which a whole sales team works at the same time.",
        theme_color: "#4353d6",
        background_color: "#ffffff",
        display: "standalone",
        start_url: "/",
        icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg,woff2}"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/(api|docs|socket\.io|healthz|readyz|metrics)/],
        inlineWorkboxRuntime: true,
        // The first page that was opened, too, loads its later chunks from the worker.
        clientsClaim: true,
      },
    }),
  ],
  build: {
    manifest: true,
    target: "es2022",
    // Within a style sheet, every page would load a font that few of them need.
    assetsInlineLimit: (file) => (file.endsWith(".woff2") ? false : undefined),
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Few chunks instead of many small ones, which are slower to request and compress worse. A group has everything that
        // its modules need, besides what a group before it has.
        codeSplitting: {
          groups: [
            { name: "start", tags: ["$initial"], priority: 4 },
            { name: "sign-in", test: SIGN_IN, priority: 3 },
            { name: "requests", test: REQUESTS, priority: 3 },
            { name: "inside", test: BEHIND, priority: 2 },
            { name: "common", minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/api": server,
      "/docs": server,
      "/socket.io": { target: server, ws: true },
    },
  },
  test: { include: ["tests/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000 },
});
