// Measures the web app of a running server in the system's Chromium: what first loads weigh, when they can be used, and
// whether a list of 10,000 leads scrolls smoothly. It creates a company of its own there.
//
// `TANDEM_URL=http://127.0.0.1:3000 npm run measure`
import { chromium } from "@playwright/test";
import { SCROLL_LEADS, signUp } from "./measure/company.mjs";
import { measureFirstLoad } from "./measure/first-load.mjs";
import { measureScrolling } from "./measure/scrolling.mjs";

const base = new URL(process.env.TANDEM_URL ?? "http://127.0.0.1:3000").origin;

/** 1.6 Mbit/s with a round trip of 150 ms. */
const SLOW_4G = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const NETWORKS = [
  ["as it is", undefined],
  ["slow 4G", SLOW_4G],
];

/** Each page with what shows that it can be used, and its targets. */
const PAGES = [
  {
    name: "sign-in",
    path: "/sign-in",
    usable: "input[type=password]",
    requests: 12,
    kilobytes: 150,
  },
  {
    name: "leads",
    path: "/leads",
    usable: "a[href^='/leads/']:not([href='/leads/import'])",
    slowUsable: 2_500,
  },
  { name: "dashboard", path: "/", usable: "main section" },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const verdict = (value, target) =>
  target === undefined ? "" : value <= target ? `≤ ${target}: yes` : `≤ ${target}: no`;
try {
  const account = await signUp(base);
  console.log(`${base}, Chromium ${browser.version()}\n`);
  console.log("| page | network | requests | | kB | | first paint | usable | |");
  console.log("| --- | --- | ---: | --- | ---: | --- | ---: | ---: | --- |");
  for (const page of PAGES) {
    for (const [network, conditions] of NETWORKS) {
      const { requests, kilobytes, painted, usable } = await measureFirstLoad({
        browser,
        base,
        account,
        page,
        conditions,
      });
      const columns = [
        page.name,
        network,
        requests,
        verdict(requests, page.requests),
        kilobytes.toFixed(1),
        verdict(kilobytes, page.kilobytes),
        `${painted} ms`,
        `${usable} ms`,
        verdict(usable, conditions && page.slowUsable),
      ];
      console.log(`| ${columns.join(" | ")} |`);
    }
  }
  const { frames, height, p50, p95, longest } = await measureScrolling({ browser, base, account });
  console.log(`\nScrolling ${SCROLL_LEADS} leads, ${frames} frames over ${height} px:`);
  console.log("| p50 | p95 | | longest task | |");
  console.log("| ---: | ---: | --- | ---: | --- |");
  console.log(
    `| ${p50.toFixed(1)} ms | ${p95.toFixed(1)} ms | ${verdict(p95, 20)} | ${longest.toFixed(0)} ms | ${verdict(longest, 50)} |`,
  );
} finally {
  await browser.close();
}
