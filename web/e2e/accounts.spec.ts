import { Server } from "./server";
import { addressOf, expect, liveDot, PASSWORD, post, test } from "./world";

test("a reset link sets a new password once", async ({ server, signedIn, browse }) => {
  await signedIn("Asha Rao");
  const page = await browse();
  await page.goto("/leads?q=alice");
  await page.getByLabel("E-mail").fill(addressOf("Asha Rao"));
  await page.getByRole("textbox", { name: "Password" }).fill("not-the-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("The e-mail address or password is incorrect.");

  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgot your password?" })).toBeVisible();
  await page.getByLabel("E-mail").fill(addressOf("Asha Rao"));
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText("Check your inbox")).toBeVisible();
  const link = () =>
    server
      .mails()
      .join()
      .match(/\/reset\?token=[^\s"]+/)?.[0];
  await expect.poll(link).toBeTruthy();
  await page.goto(link() ?? "");
  await page.getByRole("textbox", { name: "Password" }).fill("fern-window-quartz");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Password set. Sign in to continue.")).toBeVisible();
  await page.goto("/leads?q=alice");
  await page.getByLabel("E-mail").fill(addressOf("Asha Rao"));
  await page.getByRole("textbox", { name: "Password" }).fill("fern-window-quartz");
  await page.getByRole("button", { name: "Sign in" }).click();
  // It leads to where one wanted to go.
  await expect(page).toHaveURL(/\/leads\?q=alice/);
  await expect(liveDot(page)).toHaveText("Live");
});

test("saved settings apply to everyone at once", async ({ signedIn }) => {
  const asha = await signedIn("Asha Rao");
  const other = await asha.context().newPage();
  for (const page of [asha, other]) await page.goto("/settings/company");
  await asha.getByLabel("Rating for SQL").fill("12");
  await asha.getByRole("button", { name: "Save" }).click();
  await expect(asha.getByLabel("Rating for SQL")).toHaveValue("10");
  await asha.getByRole("textbox", { name: "Company" }).fill("Lotus School");
  await asha.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("textbox", { name: "Company" })).toHaveValue("Lotus School");
  await expect(other.getByLabel("Rating for SQL")).toHaveValue("10");
  await asha.goto("/settings/audit");
  await expect(
    asha.getByRole("row").filter({ hasText: "Asha Rao updated the company settings" }).first(),
  ).toBeVisible();
});

test("pages without permission are hidden", async ({ server, signedIn }) => {
  await signedIn("Asha Rao");
  const ravi = await signedIn("Ravi Iyer", "sales_executive");
  await ravi.goto("/");
  await expect(ravi).toHaveURL(/\/enquiries/);
  const pages = ravi.getByRole("navigation", { name: "Pages" });
  await expect(pages.getByRole("link")).toHaveText([
    /Enquiries/,
    /Tasks/,
    /Leads/,
    "Opportunities",
    "Deals",
    "Settings",
  ]);
  await ravi.goto("/settings/accounts");
  await expect(ravi).toHaveURL(/\/settings\/profile/);
  await expect(ravi.getByRole("tab")).toHaveText(["My profile"]);
  // The password is changed, and this session goes on.
  await ravi.getByLabel("Current password").fill(PASSWORD);
  await ravi.getByRole("textbox", { name: "New password" }).fill("fern-window-quartz");
  await ravi.getByRole("button", { name: "Set password" }).click();
  await expect(ravi.getByText("Password set", { exact: true })).toBeVisible();
  await expect(liveDot(ravi)).toHaveText("Live");
  await post(ravi.request, server, "/api/enquiries", { name: "Alice Smith", email: "alice@example.com" });
  await expect(pages.getByRole("link", { name: /Enquiries/ })).toContainText("1");
});

test("a new role applies at once; an offline sign-out is completed later", async ({ server, signedIn }) => {
  const asha = await signedIn("Asha Rao");
  const ravi = await signedIn("Ravi Iyer", "sales_executive");
  await ravi.goto("/enquiries");
  await expect(liveDot(ravi)).toHaveText("Live");
  await asha.goto("/settings/accounts");
  await asha.getByRole("combobox", { name: "Role of Ravi Iyer" }).selectOption({ label: "Manager" });
  await expect(ravi.getByRole("heading", { name: "Dashboard" })).toBeVisible();

  await ravi.evaluate(() => navigator.serviceWorker.ready);
  await server.kill();
  await ravi.getByRole("button", { name: "Account" }).click();
  await ravi.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(ravi.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await server.run();
  await ravi.goto("/leads");
  await expect(ravi.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a notification opens its record", async ({ server, signedIn }) => {
  const asha = await signedIn("Asha Rao");
  const ravi = await signedIn("Ravi Iyer", "sales_executive");
  await ravi.goto("/tasks");
  await expect(liveDot(ravi)).toHaveText("Live");
  const me = await ravi.request.get(`${server.url}/api/auth/me`);
  const { id } = await post(asha.request, server, "/api/leads", { name: "Alice Smith" });
  await post(asha.request, server, `/api/leads/${id}/assign`, { employeeId: (await me.json()).data.id });
  const bell = ravi.getByRole("button", { name: "Notifications, 1 unread" });
  await bell.click();
  await ravi
    .getByRole("dialog")
    .getByRole("button", { name: /Asha Rao assigned you/ })
    .click();
  await expect(ravi.getByRole("heading", { name: "Alice Smith" })).toBeVisible();
  await expect(ravi.getByRole("button", { name: "Notifications, 0 unread" })).toBeVisible();
});

test("joining by approval; links can be copied without a mail server", async ({ browser, database }) => {
  const server = await Server.start(database, { OPEN_REGISTRATION: "approval" });
  try {
    const open = async () => (await browser.newContext({ baseURL: server.url })).newPage();
    const [asha, ravi] = [await open(), await open()];
    const founder = { name: "Asha Rao", email: addressOf("Asha Rao"), password: PASSWORD };
    await post(asha.request, server, "/api/auth/register", { ...founder, company: "Lotus Academy" });
    await asha.goto("/settings/accounts");
    await expect(asha.getByRole("note")).toContainText("folder “outbox”");

    await ravi.goto("/sign-up");
    await expect(ravi.getByText("An admin approves new accounts.")).toBeVisible();
    await ravi.getByLabel("Your name").fill("Ravi Iyer");
    await ravi.getByLabel("E-mail").fill(addressOf("Ravi Iyer"));
    await ravi.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await ravi.getByRole("button", { name: "Sign up" }).click();
    await expect(ravi.getByRole("heading", { name: "Waiting for approval" })).toBeVisible();

    await asha.getByRole("button", { name: "Notifications, 1 unread" }).click();
    await asha.getByRole("button", { name: /Waiting for your approval: Ravi Iyer/ }).click();
    await asha.getByRole("button", { name: "Approve Ravi Iyer" }).click();
    await expect(asha.getByText("Ravi Iyer can sign in now")).toBeVisible();
    await ravi.getByRole("link", { name: "Back to sign-in" }).click();
    await ravi.getByLabel("E-mail").fill(addressOf("Ravi Iyer"));
    await ravi.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await ravi.getByRole("button", { name: "Sign in" }).click();
    await expect(liveDot(ravi)).toHaveText("Live");

    await asha.getByLabel("E-mail").fill("mia@lotus.example");
    await asha.getByRole("button", { name: "Send invite" }).click();
    await asha.getByRole("button", { name: "Show the invite link for mia@lotus.example" }).click();
    const link = await asha.getByText(/\/invite\?token=/).textContent();
    const mia = await open();
    await mia.goto(link?.replace(/^http:\/\/[^/]+/, "") ?? "");
    await mia.getByLabel("Your name").fill("Mia Wolf");
    await mia.getByLabel("E-mail").fill("mia@lotus.example");
    await mia.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await mia.getByRole("button", { name: "Join" }).click();
    await expect(liveDot(mia)).toHaveText("Live");
  } finally {
    await server.stop();
  }
});
