import { Server } from "./server";
import { test as base, expect, post } from "./world";

/** A company with a year of work, in a zone that is far from the browser's. */
const test = base.extend<{ demo: { server: Server; password: string } }>({
  demo: async ({}, use) => {
    const server = await Server.start("sqlite");
    await server.kill();
    const password = server.command("demo").match(/password: (\S+)/)?.[1] ?? "";
    await server.run();
    await use({ server, password });
    await server.stop();
  },
});

test("every number of the dashboard opens a list with that many rows", async ({ demo, browser }) => {
  test.setTimeout(240_000);
  const { server, password } = demo;
  const context = await browser.newContext({ baseURL: server.url, timezoneId: "Pacific/Honolulu" });
  const page = await context.newPage();
  const founder = { email: "asha.rao@lotus.example", password };
  await post(page.context().request, server, "/api/auth/login", founder);
  await page.goto("/");
  await expect(page.getByRole("row", { name: /Evangelist/ })).toBeVisible();
  await expect(page.locator("table [data-count]").first()).toBeVisible();
  const numbers = await page
    .locator("a[data-count]")
    .evaluateAll((links) =>
      links.map((link) => [link.getAttribute("href") ?? "", link.getAttribute("data-count") ?? ""] as const),
    );
  expect(numbers.length).toBeGreaterThan(25);
  for (const [href, n] of new Map(numbers)) {
    await page.goto(href);
    const counted =
      href === "/enquiries"
        ? page.getByRole("tab", { name: /^Unclaimed/ })
        : page.getByRole("status").filter({ hasText: /\b(leads?|enquir(y|ies)|deals?|opportunit(y|ies))$/ });
    const shown = new RegExp(`(^|\\D)${Number(n).toLocaleString("en")}(\\D|$)`);
    await expect(counted, href).toHaveText(shown);
  }
  await context.close();
});
