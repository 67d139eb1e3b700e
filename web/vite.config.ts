import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

const server = process.env.TANDEM_URL ?? "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [
    react(),
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
      },
    }),
  ],
  build: {
    manifest: true,
    target: "es2022",
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // What many pages need is one chunk instead of forty small ones, which are slower to request and compress worse.
      // With fewer sharers, pages load code of others; with more, chunks remain small.
      output: { codeSplitting: { groups: [{ name: "common", minShareCount: 14 }] } },
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
