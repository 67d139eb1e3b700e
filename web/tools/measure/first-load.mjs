// The first load of a page, with an empty cache.

/** The requests until the page can be used, what had been transferred by then, and the times in milliseconds. */
export async function measureFirstLoad({ browser, base, account, page: { path, usable }, conditions }) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } });
  try {
    if (path !== "/sign-in") await signIn(context, base, account);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    if (conditions)
      await devtools.send("Network.emulateNetworkConditions", { offline: false, ...conditions });
    await page.addInitScript(recordUsable, usable);
    await page.goto(path, { waitUntil: "commit" });
    await page.waitForFunction(() => window.usableAt !== undefined, undefined, { timeout: 60_000 });
    return await page.evaluate(firstLoad);
  } finally {
    await context.close();
  }
}

export async function signIn(context, base, account) {
  const response = await context.request.post("/api/auth/login", {
    headers: { origin: base },
    data: account,
  });
  if (!response.ok()) throw new Error(`the sign-in was refused: ${response.status()}`);
}

/** Runs in the page, before its own scripts: sets `usableAt` when an element is there. */
function recordUsable(selector) {
  const observer = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    window.usableAt = performance.now();
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** Runs in the page: what was requested and had arrived when it could be used. */
function firstLoad() {
  const loads = performance
    .getEntries()
    .filter(({ entryType }) => entryType === "navigation" || entryType === "resource");
  const arrived = loads.filter(({ responseEnd }) => responseEnd > 0 && responseEnd <= window.usableAt);
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return {
    requests: loads.filter(({ startTime }) => startTime < window.usableAt).length,
    kilobytes: arrived.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1_000,
    painted: Math.round(paint?.startTime ?? Number.NaN),
    usable: Math.round(window.usableAt),
  };
}
