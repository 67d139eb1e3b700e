import { expect, liveDot, post, test } from "./world";

test("an enquiry is led from claim to win with the keyboard alone", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  const { request } = page.context();
  for (const name of ["Alice Smith", "Bilal Khan"]) {
    const email = `${name.toLowerCase().replace(" ", ".")}@example.com`;
    await post(request, server, "/api/enquiries", { name, email });
  }
  const key = (key: string) => page.keyboard.press(key);
  const input = (name: string | RegExp) => page.getByRole("textbox", { name });
  const choose = async (command: RegExp, choice: string) => {
    await expect(input(command)).toBeFocused();
    await page.keyboard.type(choice);
    await expect(page.getByRole("option", { name: choice })).toBeVisible();
    await key("Enter");
    await expect(input(command)).toBeHidden();
  };
  const lead = (name: string) => page.getByRole("row").filter({ hasText: name });
  const enquiry = (name: string) => page.locator("[data-enquiry]").filter({ hasText: name });
  await page.goto("/enquiries");
  await expect(liveDot(page)).toHaveText("Live");
  await expect(enquiry("Bilal Khan")).toBeVisible();
  // The one that has waited longest is claimed, and the focus goes to the next.
  await key("j");
  await key("Enter");
  const opened = page.getByRole("region", { name: "Enquiry" });
  await expect(opened).toContainText("alice.smith@example.com");
  await key("c");
  await expect(enquiry("Bilal Khan").getByRole("button").first()).toBeFocused();
  // The open record has its keys where the focused row has none of them.
  for (const [choice, status] of [
    ["Mark as contacted", "Contacted"],
    ["Convert to lead", "Converted"],
  ] as const) {
    await key("s");
    await choose(/^Change stage · Alice Smith/, choice);
    await expect(opened).toContainText(status);
  }

  // A click in a mail and a talk are no matter of keys.
  const link = opened.getByRole("link", { name: "Open lead" });
  await expect(link).toBeVisible();
  const id = (await link.getAttribute("href"))?.split("/").at(-1);
  const qualified = await request.patch(`${server.url}/api/contacts/${id}/promote-mql`, {
    data: { reason: "Asked for a place" },
    headers: { origin: server.url },
  });
  expect(qualified.ok(), await qualified.text()).toBe(true);
  await post(request, server, "/api/sessions", { contactId: id, stage: "MQL", rating: 9 });
  await key("Control+k");
  await expect(page.getByPlaceholder("Search leads, enquiries")).toBeFocused();
  await page.keyboard.type("go to leads");
  await key("Enter");
  await expect(page).toHaveURL(/\/leads$/);
  await expect(lead("Alice Smith")).toContainText("MQL");
  await key("/");
  await expect(input("Search leads")).toBeFocused();
  await page.keyboard.type("alice");
  await expect(page).toHaveURL(/q=alice/);
  await expect(lead("Alice Smith")).toBeVisible();
  await key("Tab");
  await key("j");
  await expect(lead("Alice Smith")).toBeFocused();
  await key("x");
  await expect(page.getByRole("checkbox", { name: "Select Alice Smith" })).toBeChecked();
  await key("x");
  await key("s");
  await choose(/^Change stage/, "SQL");
  await expect(lead("Alice Smith")).toContainText("SQL");
  await key("s");
  await choose(/^Change stage/, "Opportunity");
  await expect(input("Title")).toBeFocused();
  await page.keyboard.type("Evening course");
  await key("Tab");
  await page.keyboard.type("1200");
  await key("Enter");
  await expect(lead("Alice Smith")).toContainText("Opportunity");
  await expect(page.getByRole("dialog")).toBeHidden();
  await key("s");
  await choose(/^Change stage/, "Customer");
  await expect(page.getByRole("dialog").getByLabel("Value")).toBeVisible();
  await key("Tab");
  await key("Control+Enter");
  await expect(lead("Alice Smith")).toContainText("Customer");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(lead("Alice Smith")).toBeFocused();

  await key("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});
