import { defineConfig } from "@playwright/test";
import type { Options } from "./e2e/world";

/** The system's Chromium, which connects to the server under test only. */
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export default defineConfig<Options>({
  testDir: "e2e",
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    // Headless Chromium identifies itself, and the server ignores clicks from bots.
    userAgent:
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    launchOptions,
    actionTimeout: 15_000,
    locale: "en-IN",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "sqlite", use: { database: "sqlite" } },
    // The pages do not depend on the database: one test of the whole flow runs on both.
    ...(process.env.TEST_DATABASE_URL
      ? [{ name: "postgres", testMatch: "sales-flow.spec.ts", use: { database: "postgres" as const } }]
      : []),
  ],
});
