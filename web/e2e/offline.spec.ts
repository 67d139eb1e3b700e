import type { Page } from "@playwright/test";
import { expect, liveDot, post, test } from "./world";

test("an offline reload shows the last state, and missed events are replayed later", async ({
  server,
  signedIn,
}) => {
  const page = await signedIn("Asha Rao");
  const { request } = page.context();
  await post(request, server, "/api/leads", { name: "Alice Smith", email: "alice@example.com" });
  await page.goto("/leads");
  await expect(page.getByRole("link", { name: "Alice Smith" })).toBeVisible();
  // The app's own files are kept for later as soon as its worker is there.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => kept(page)).toContain("Alice Smith");

  await server.kill();
  await page.reload();
  await expect(page.getByRole("link", { name: "Alice Smith" })).toBeVisible();
  await expect(liveDot(page)).toHaveText("Offline");
  await expect(page.getByText("last known state")).toBeVisible();

  // A change without the server is taken back, and the reason is said.
  await page.getByRole("link", { name: "Alice Smith" }).click();
  await page.getByRole("button", { name: /^Status:/ }).click();
  await page.getByRole("menuitem", { name: "Qualified", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("reach the server");
  await expect(page.getByRole("button", { name: "Status: New" })).toBeVisible();

  await server.run();
  await post(request, server, "/api/leads", { name: "Bilal Khan", email: "bilal@example.com" });
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Leads" }).click();
  await expect(page.getByRole("link", { name: "Bilal Khan" })).toBeVisible();
  await expect(liveDot(page)).toHaveText("Live");
});

test("sign-out leaves nothing on the device", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  await post(page.context().request, server, "/api/leads", {
    name: "Alice Smith",
    email: "alice@example.com",
  });
  await page.goto("/leads");
  await expect(page.getByRole("link", { name: "Alice Smith" })).toBeVisible();
  await expect.poll(() => kept(page)).toContain("Alice Smith");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await kept(page)).toBe("[]");
  await page.goto("/leads");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a deactivated employee is signed out at once", async ({ server, signedIn }) => {
  const asha = await signedIn("Asha Rao");
  const ravi = await signedIn("Ravi Iyer", "sales_executive");
  await ravi.goto("/leads");
  await expect(liveDot(ravi)).toHaveText("Live");
  await asha.goto("/settings/accounts");
  await asha.getByRole("button", { name: "More for Ravi Iyer" }).click();
  await asha.getByRole("menuitem", { name: "Deactivate" }).click();
  await expect(ravi.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(asha.locator('[data-user="ravi.iyer@lotus.example"]')).toContainText("Deactivated");
  await server.kill();
});

/** What lies in IndexedDB, as text. */
function kept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "tandem")) return "[]";
    return new Promise<string>((resolve, reject) => {
      const opening = indexedDB.open("tandem");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const reading = opening.result.transaction("snapshots").objectStore("snapshots").getAll();
        reading.onsuccess = () => {
          opening.result.close();
          resolve(JSON.stringify(reading.result));
        };
      };
    });
  });
}
