// The frames while the list of leads scrolls.
import { signIn } from "./first-load.mjs";

/** The times between frames, and the longest task, in milliseconds. */
export async function measureScrolling({ browser, base, account }) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } });
  try {
    await signIn(context, base, account);
    const page = await context.newPage();
    await page.goto("/leads");
    await page.locator("a[href^='/leads/']:not([href='/leads/import'])").first().waitFor();
    // What follows the first load has ended by then.
    await page.waitForTimeout(5_000);
    const { gaps, tasks, height } = await page.evaluate(scroll);
    const sorted = gaps.sort((a, b) => a - b);
    const at = (share) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return { frames: gaps.length, height, p50: at(0.5), p95: at(0.95), longest: Math.max(0, ...tasks) };
  } finally {
    await context.close();
  }
}

/** Runs in the page: loads the list to its end, then scrolls from its beginning by a third of a screen a frame. */
async function scroll() {
  let scroller = document.querySelector("a[href^='/leads/']:not([href='/leads/import'])").parentElement;
  while (
    scroller.scrollHeight <= scroller.clientHeight ||
    getComputedStyle(scroller).overflowY === "visible"
  ) {
    scroller = scroller.parentElement ?? document.scrollingElement;
    if (scroller === document.scrollingElement) break;
  }
  const wait = (delay) => new Promise((resolve) => setTimeout(resolve, delay));
  for (let height = 0, rest = 0; rest < 40; rest = scroller.scrollHeight === height ? rest + 1 : 0) {
    height = scroller.scrollHeight;
    scroller.scrollTop = height;
    await wait(50);
  }
  const height = scroller.scrollHeight;
  scroller.scrollTop = 0;
  await wait(1_000);

  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe(
    {
      type: "longtask",
    },
  );
  const frame = () => new Promise(requestAnimationFrame);
  const gaps = [];
  let last = await frame();
  for (let top = 0; top < height; top += window.innerHeight / 3) {
    scroller.scrollTop = top;
    const now = await frame();
    gaps.push(now - last);
    last = now;
  }
  return { gaps, tasks, height };
}
