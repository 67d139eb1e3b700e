import { expect, liveDot, post, test } from "./world";

/** Addresses that somebody shortened, tagged or mistyped, and what their page has to show all the same. */
const BROKEN: readonly [address: string, shown: string][] = [
  ["/?from=2026-02-30&to=yesterday&wall=perhaps", "Dashboard"],
  ["/?from=2026-03-01&to=2026-01-01", "Dashboard"],
  ["/?to=2025-01-01", "Dashboard"],
  ["/?from=2001-01-01", "Dashboard"],
  ["/enquiries?tab=theirs&open=nobody&priority=urgent&sort=nonsense", "Enquiries"],
  ["/leads?utm_source=x&gclid=1", "Leads"],
  ["/leads?stage=BOGUS&status=new&sort=nonsense&ownerId=me&createdFrom=soon&unowned=maybe&as=cards", "Leads"],
  ["/leads?stage=SQL&stage=MQL&q=1&q=2", "Leads"],
  ["/leads?entered=BOGUS&enteredFrom=2026-01-01&advanced=true", "Leads"],
  ["/leads?ids=%00,%ff&q=%", "Leads"],
  ["/leads/import?id=none", "Import leads"],
  ["/leads/nobody?compose=SONG", "Lead not found"],
  ["/leads/0199f6a0-1111-7222-8333-444455556666", "Lead not found"],
  ["/tasks?state=zzz&page=7", "Tasks"],
  ["/settings/profile?tab=2", "Settings"],
];

test("an address with invalid parameters opens its page", async ({ signedIn }) => {
  const page = await signedIn("Asha Rao");
  for (const [address, shown] of BROKEN) {
    await page.goto(address);
    await expect(
      page.getByText(shown, { exact: true }).filter({ visible: true }).first(),
      address,
    ).toBeVisible();
    await expect(page.getByRole("alert"), address).toHaveCount(0);
    await expect(page.getByText("Page not found"), address).toHaveCount(0);
  }
  // What the page does not read is not in the address any more; what it reads is.
  await page.goto("/leads?utm_source=x&q=ali&stage=BOGUS");
  await expect(page).toHaveURL(/\/leads\?q=ali$/);
});

test("without the server the app shell is shown, and reconnects by itself", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  // Somebody who has the app, and nothing of it on this device.
  await page.goto("/sign-in");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await server.kill();
  await page.goto("/leads");
  await expect(page.getByText("We can't reach the server. Retrying…")).toBeVisible();
  await expect(page.getByText("No leads yet")).toBeHidden();
  await server.run();
  await expect(liveDot(page)).toHaveText("Live");
  await expect(page.getByText("No leads yet")).toBeVisible();

  // A page that was never read says that it is not read, not that it is empty.
  await server.kill();
  await expect(liveDot(page)).toHaveText("Offline");
  await page.getByRole("link", { name: "Tasks" }).click();
  await expect(
    page.getByRole("main").getByText("We can't reach the server. Retrying…").first(),
  ).toBeVisible();
  await expect(page.getByText("No open tasks")).toBeHidden();
  await server.run();
  await expect(page.getByText("No open tasks")).toBeVisible();
});

test("drafts survive navigation and reload; e-mails open in the timeline; mentions without access are named", async ({
  server,
  signedIn,
}) => {
  const page = await signedIn("Asha Rao");
  const ravi = await signedIn("Ravi Iyer", "sales_executive");
  const { request } = page.context();
  const { id } = await post(request, server, "/api/leads", {
    name: "Alice Smith",
    email: "alice@example.com",
  });
  await page.goto(`/leads/${id}`);
  const note = page.getByRole("textbox", { name: /Write a note/ });
  await note.fill("Half a thought");
  await page.getByRole("link", { name: "Tasks" }).click();
  await expect(page.getByText("No open tasks")).toBeVisible();
  await page.goto(`/leads/${id}`);
  await expect(note).toHaveValue("Half a thought");

  // Ravi may not see a lead of Asha's: the list says so, and the text, and the answer.
  await note.fill("Please call, @rav");
  await expect(page.getByRole("option", { name: /Ravi Iyer/ })).toContainText("No access");
  await page.keyboard.press("Enter");
  await expect(note).toHaveValue("Please call, @Ravi Iyer ");
  await expect(page.getByText("Ravi Iyer can't see this and won't be notified.")).toBeVisible();
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("alert")).toContainText("Ravi Iyer can't see this and wasn't notified.");
  await expect(note).toHaveValue("");
  await page.reload();
  await expect(note).toHaveValue("");

  // An address opens the composer; what was sent opens in the timeline.
  await page.getByRole("link", { name: "Write to alice@example.com" }).click();
  await expect(page.getByPlaceholder("Subject")).toBeFocused();
  await page.getByPlaceholder("Subject").fill("Your place");
  await page.getByPlaceholder("Write your e-mail").fill("Dear Alice,\n\nsee https://example.com.");
  await page.getByRole("button", { name: "Send" }).click();
  const timeline = page.getByRole("region", { name: "Timeline" });
  await timeline.getByRole("button", { name: "Your place" }).click();
  await expect(page.getByRole("dialog")).toContainText("Asha Rao");
  const body = page.getByRole("dialog").frameLocator("iframe");
  await expect(body.getByText("Dear Alice,")).toBeVisible();
  await page.keyboard.press("Escape");
  await timeline.getByText("E-mails", { exact: true }).click();
  await expect(timeline.getByText("Please call")).toBeHidden();
  await expect(timeline.getByRole("button", { name: "Your place" })).toBeVisible();

  await ravi.goto(`/leads/${id}`);
  await expect(ravi.getByText("Lead not found")).toBeVisible();
});

test("board cards hold still under the pointer, and a drag survives live changes", async ({
  server,
  signedIn,
}) => {
  const page = await signedIn("Asha Rao");
  const { request } = page.context();
  const add = (name: string) => post(request, server, "/api/leads", { name });
  const alice = await add("Alice Smith");
  await add("Bilal Khan");
  await page.goto("/leads?as=board");
  const cards = page.locator("[data-stage=LEAD] [data-contact]");
  await expect(cards).toHaveText([/Bilal Khan/, /Alice Smith/]);
  await expect(liveDot(page)).toHaveText("Live");
  await cards.first().hover();
  await add("Chen Wei");
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible();
  await expect(cards).toHaveText([/Bilal Khan/, /Alice Smith/]);

  await page.getByRole("button", { name: "Drag Alice Smith" }).hover();
  await page.mouse.down();
  await page.mouse.move(600, 400, { steps: 5 });
  await request.patch(`${server.url}/api/leads/${alice.id}/status`, {
    data: { status: "QUALIFIED" },
    headers: { origin: server.url },
  });
  await add("Divya Nair");
  await expect(page.locator("[data-lifted]")).toContainText("Alice Smith");
  await expect(cards).toHaveText([/Bilal Khan/, /Alice Smith/]);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await page.mouse.move(5, 5);
  await expect(cards).toHaveCount(4);
});
