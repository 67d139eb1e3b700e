import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { Server } from "./server";
import { test as base, expect, liveDot, post } from "./world";

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Before the sign-in. */
const OUTSIDE = [
  "/sign-in",
  "/sign-up",
  "/forgot",
  "/reset?token=x",
  "/invite?token=x",
  "/enquire",
  "/enquire/lotus-academy",
];

/** Behind it, and what each has to show before it is looked at. */
const INSIDE: readonly [string, string][] = [
  ["/", "Daily trend"],
  ["/?wall=true", "Daily trend"],
  ["/enquiries", "Claim"],
  ["/enquiries?tab=mine", "Mine"],
  ["/enquiries?tab=all&q=nobody-is-called-so", "No results"],
  ["/leads", "Contacted"],
  ["/leads?q=nobody-is-called-so", "No results"],
  ["/leads?as=board", "Opportunity"],
  ["/leads/import", "Drop a CSV file here"],
  ["/tasks", "Overdue"],
  ["/tasks?dueAt=2020-01-01", "No results"],
  ["/settings/profile", "Current password"],
  ["/settings/company", "Stage rules"],
  ["/settings/accounts", "Farhan Qureshi"],
  ["/settings/audit", "Audit log"],
  ["/nowhere", "Page not found"],
];

/** Somebody whose words fit nowhere. */
const LONG = {
  name: "Maximiliana-Theodora Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Langenburg",
  email: "maximiliana.theodora.wolfeschlegelsteinhausenbergerdorff@a-very-long-organisation-name.example.com",
  organisation: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  title: "Senior Vice President of International Business Development",
};

/** A company with a year of work, one for all tests of a worker. */
const test = base.extend<object, { demo: { server: Server; password: string } }>({
  demo: [
    async ({}, use) => {
      const server = await Server.start("sqlite");
      await server.kill();
      const password = server.command("demo").match(/password: (\S+)/)?.[1] ?? "";
      await server.run();
      await use({ server, password });
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** What axe finds, each kind of fault in each kind of element once. */
async function faults(page: Page, coloursOnly: boolean): Promise<[kind: string, where: string][]> {
  const axe = new AxeBuilder({ page });
  if (coloursOnly) axe.withRules("color-contrast");
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any, all, none }): [string, string] => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
      return [`${id}: ${why}`, html.slice(0, 300)];
    }),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ browser, demo }) => {
    test.setTimeout(600_000);
    const context = await browser.newContext({
      baseURL: demo.server.url,
      colorScheme,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const found = new Map<string, string>();
    // Colours are what the dark scheme changes, and they are the same at any width.
    const isDark = colorScheme === "dark";
    const look = async (path: string) => {
      for (const size of isDark ? WIDTHS.slice(0, 1) : WIDTHS) {
        await page.setViewportSize(size);
        // Something that moves is looked at when it stands.
        await page.waitForFunction(() =>
          document.getAnimations().every((one) => one.playState !== "running"),
        );
        for (const [kind, where] of await faults(page, isDark))
          found.set(kind, `${path} at ${size.width}: ${where}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) found.set(`${path} at ${size.width}`, `${overflow} px too wide`);
      }
    };
    for (const path of OUTSIDE) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await look(path);
    }
    await signIn(page, demo.password);
    const links = page.locator("[data-contact] a");
    await page.goto("/leads?stage=OPPORTUNITY");
    const record = (await links.first().getAttribute("href")) ?? "";
    const long = await post(page.request, demo.server, "/api/leads", { ...LONG, allowDuplicate: true });
    for (const [path, text] of [
      ...INSIDE,
      [record, "Timeline"] as const,
      [`/leads/${long.id}`, "Timeline"] as const,
    ]) {
      await page.setViewportSize(WIDTHS[0] ?? { width: 1440, height: 900 });
      await page.goto(path);
      await expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible();
      await look(path);
    }
    await dialogs(page, record, look);
    await context.close();
    expect(Object.fromEntries(found)).toEqual({});
  });
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("asha.rao@lotus.example");
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(liveDot(page)).toHaveText("Live");
}

/** What opens over a page, or within it, and is looked at once it is there. */
async function dialogs(page: Page, record: string, look: (name: string) => Promise<void>): Promise<void> {
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const dialog = page.getByRole("dialog");
  const menu = page.getByRole("menu");
  const steps: [path: string, opens: () => Promise<void>, shown: Locator][] = [
    ["/leads", () => button("Add lead").click(), dialog],
    ["/leads", () => button("Filter").click(), dialog],
    ["/leads", () => button("Columns").click(), dialog],
    ["/leads", () => button("All leads").click(), menu],
    ["/leads", () => button("Import and export").click(), menu],
    ["/leads", () => page.getByRole("checkbox", { name: "Select all" }).check(), page.getByRole("toolbar")],
    ["/enquiries", () => page.locator("[data-enquiry] button").first().click(), page.getByText("Add note")],
    [record, () => button(/^Stage:/).click(), menu],
    [record, () => advance(page, "Customer"), dialog],
    [record, () => button(/^Job title/).click(), page.getByRole("textbox", { name: "Job title" })],
    [record, () => button(/^Status:/).click(), menu],
    [record, () => button(/^More for/).click(), menu],
    [record, () => page.locator("main button[aria-haspopup=dialog]").first().click(), dialog],
    [record, () => composer(page, "E-mail"), page.getByRole("textbox", { name: "Subject" })],
    [record, () => composer(page, "Task"), page.getByLabel("Due")],
    ["/", () => button(/^Notifications/).click(), dialog],
    ["/", () => button("Account").click(), menu],
    ["/", () => liveDot(page).hover(), page.getByRole("tooltip")],
    ["/", () => page.keyboard.press("Control+k"), page.getByRole("listbox")],
  ];
  for (const [path, open, shown] of steps) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path);
    await expect(liveDot(page)).toHaveText("Live");
    await open();
    await expect(shown.first()).toBeVisible();
    await look(`${path} with ${shown} open`);
  }
}

async function advance(page: Page, stage: string): Promise<void> {
  await page.getByRole("button", { name: /^Stage:/ }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${stage}`) }).click();
}

function composer(page: Page, kind: string): Promise<void> {
  return page.getByRole("region", { name: "Add to timeline" }).getByText(kind, { exact: true }).click();
}
