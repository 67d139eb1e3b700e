import type { Page } from "@playwright/test";
import type { Server } from "./server";
import { expect, liveDot, post, test } from "./world";

async function enter(page: Page, server: Server, names: string[]): Promise<string[]> {
  const ids = [];
  for (const name of names) {
    const email = `${name.toLowerCase().replace(" ", ".")}@example.com`;
    ids.push((await post(page.context().request, server, "/api/leads", { name, email })).id);
  }
  return ids;
}

const lead = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("a list is filtered, saved as a view, and stays correct during live changes", async ({
  server,
  signedIn,
}) => {
  const asha = await signedIn("Asha Rao");
  const ravi = await signedIn("Ravi Iyer", "sales_executive");
  const [alice, bilal] = await enter(asha, server, ["Alice Smith", "Bilal Khan", "Chen Wei"]);
  await asha.goto("/leads");
  await asha.getByRole("textbox", { name: "Search leads" }).fill("ali");
  await expect(lead(asha, "Alice Smith")).toBeVisible();
  await expect(lead(asha, "Chen Wei")).toBeHidden();
  await expect(asha).toHaveURL(/q=ali/);
  await expect(asha.getByText("1 lead", { exact: true })).toBeVisible();

  await asha.getByRole("button", { name: "Views" }).click();
  await asha.getByRole("menuitem", { name: "Save this view" }).click();
  await asha.getByRole("dialog").getByLabel("Name").fill("The Alices");
  await asha.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  // The view is in the sidebar with its number, and has columns of its own, which a reload keeps.
  await expect(asha.getByRole("link", { name: "The Alices 1" })).toHaveAttribute("aria-current", "page");
  await asha.getByRole("button", { name: "Columns" }).click();
  await asha.getByRole("checkbox", { name: "Phone" }).check();
  for (let place = 0; place < 2; place++) await asha.getByRole("button", { name: "Move Owner left" }).click();
  await asha.keyboard.press("Escape");
  await asha.getByRole("separator", { name: "Width of Name" }).press("ArrowRight");
  await asha.reload();
  const headers = asha.getByRole("columnheader");
  await expect(headers.nth(2)).toContainText("Owner");
  await expect(asha.getByRole("separator", { name: "Width of Phone" })).toBeAttached();
  await asha.getByRole("button", { name: "The Alices" }).click();
  await asha.getByRole("menuitem", { name: "All leads" }).click();
  await expect(lead(asha, "Chen Wei")).toBeVisible();
  await expect(headers.nth(2)).toContainText("Stage");

  // Sorted by name, a new one stands where it belongs, without a reload.
  await asha.getByRole("button", { name: "Name" }).click();
  await asha.mouse.move(5, 5);
  await enter(asha, server, ["Ben Ali"]);
  const names = asha.locator("[data-contact] a:not([title])");
  await expect(names).toHaveText(["Alice Smith", "Ben Ali", "Bilal Khan", "Chen Wei"]);

  // Filtered by two statuses and relative days, it says so, and what matches later appears.
  const contacted = async (id: string | undefined) => {
    const options = { data: { status: "CONTACTED" }, headers: { origin: server.url } };
    const reply = await asha.request.patch(`${server.url}/api/leads/${id}/status`, options);
    expect(reply.ok(), await reply.text()).toBe(true);
  };
  await contacted(alice);
  await asha.getByRole("button", { name: "Filter", exact: true }).click();
  await asha.getByRole("combobox", { name: "Status" }).click();
  for (const name of ["Contacted", "Qualified"])
    await asha.getByRole("option", { name, exact: true }).click();
  // Escape closes the open list first, then the form.
  await asha.keyboard.press("Escape");
  await asha.getByLabel("Created", { exact: true }).selectOption("Last 30 days");
  await asha.keyboard.press("Escape");
  await expect(asha.getByRole("dialog")).toBeHidden();
  await expect(asha.getByText("Created: last 30 days", { exact: true })).toBeVisible();
  await expect(asha).toHaveURL(/status=CONTACTED%2CQUALIFIED&createdAt=last-30-days/);
  await expect(names).toHaveText(["Alice Smith"]);
  await asha.mouse.move(5, 5);
  await contacted(bilal);
  await expect(names).toHaveText(["Alice Smith", "Bilal Khan"]);
  await asha.getByRole("button", { name: "Remove Status: Contacted, Qualified" }).click();
  await expect(lead(asha, "Chen Wei")).toBeVisible();

  // Somebody else's lead leaves a rep's list the moment it is given away.
  await ravi.goto("/leads");
  await post(asha.context().request, server, `/api/leads/${alice}/assign`, { employeeId: null });
  await expect(lead(ravi, "Alice Smith")).toBeVisible();
  await asha.goto(`/leads/${alice}`);
  await asha.getByRole("button", { name: "Unassigned" }).click();
  await asha.getByRole("dialog").getByRole("button", { name: "Asha Rao" }).click();
  await expect(lead(ravi, "Alice Smith")).toBeHidden();
});

test("a slow response does not hide events that arrived in the meantime", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  await enter(page, server, ["Alice Smith"]);
  await page.goto("/tasks");
  await expect(liveDot(page)).toHaveText("Live");
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let asked: () => void = () => undefined;
  const read = new Promise<void>((resolve) => {
    asked = resolve;
  });
  await page.route("**/api/leads?*cursor=start*", async (route) => {
    const reply = await route.fetch();
    asked();
    await held;
    await route.fulfill({ response: reply });
  });
  await page.getByRole("link", { name: "Leads", exact: true }).click();
  await read;
  await enter(page, server, ["Bilal Khan"]);
  // The event is here before the answer that does not show it.
  const seq = (await page.request.get(`${server.url}/api/auth/me`)).headers()["x-event-seq"];
  await expect(page.locator("[data-state=live]")).toHaveAttribute("data-seq", String(seq));
  release();
  await expect(lead(page, "Alice Smith")).toBeVisible();
  await expect(lead(page, "Bilal Khan")).toBeVisible();
});

test("bulk status, tag and deletion can be undone", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  await enter(page, server, ["Alice Smith", "Bilal Khan", "Chen Wei"]);
  await page.goto("/leads");
  await page.getByRole("checkbox", { name: "Select Alice Smith" }).check();
  await page.getByRole("checkbox", { name: "Select Chen Wei" }).check();
  const bar = page.getByRole("toolbar");
  await bar.getByRole("button", { name: "Status" }).click();
  await page.getByRole("menuitem", { name: "Qualified", exact: true }).click();
  await expect(page.getByText("Changed the status of 2 leads to Qualified.")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "Select Alice Smith" })).not.toBeChecked();
  await expect(lead(page, "Alice Smith")).toContainText("Qualified");
  await expect(lead(page, "Bilal Khan")).toContainText("New");

  await page.getByRole("checkbox", { name: "Select Bilal Khan" }).check();
  const exported = page.waitForEvent("download");
  await bar.getByRole("button", { name: "Export" }).click();
  const csv = await (await exported).createReadStream().then(async (stream) => {
    let text = "";
    for await (const piece of stream) text += piece;
    return text;
  });
  expect(csv).toContain("Bilal Khan");
  expect(csv).not.toContain("Alice Smith");

  await bar.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete 1 lead" }).click();
  const deletion = page.getByRole("region", { name: "Bulk change" }).first();
  await expect(deletion).toContainText("Deleting 1 lead in");
  await deletion.getByRole("button", { name: "Undo" }).click();
  await expect(deletion).toContainText("Cancelled. No leads were changed.");
  await expect(lead(page, "Bilal Khan")).toBeVisible();
  const results = page.getByRole("region", { name: "Bulk change" });
  for (const left of [1, 0]) {
    await results.first().getByRole("button", { name: "Close" }).click();
    await expect(results).toHaveCount(left);
  }

  // Without a word it happens: here and on the server.
  await page.getByRole("link", { name: "Chen Wei" }).click();
  await page.getByRole("button", { name: "More for Chen Wei" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/leads$/);
  await expect(lead(page, "Chen Wei")).toBeHidden();
  await expect(page.getByRole("button", { name: "Undo" })).toBeHidden();
  const left = await page.request.get(`${server.url}/api/leads`);
  expect((await left.json()).data.map((one: { name: string }) => one.name)).not.toContain("Chen Wei");
});

test("select all covers all matches; the result survives a reload and can be undone", async ({
  server,
  signedIn,
}) => {
  const page = await signedIn("Asha Rao");
  const csv = ["Name,Tags", ...Array.from({ length: 120 }, (_, n) => `Person ${n},old`)].join("\n");
  const options = { data: csv, headers: { origin: server.url, "content-type": "text/csv" } };
  expect((await page.request.post(`${server.url}/api/leads/import`, options)).status()).toBe(201);
  await enter(page, server, ["Alice Smith"]);
  await page.goto("/leads?q=person");
  await expect(page.getByText("120 leads")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all" }).check();
  const bar = page.getByRole("toolbar");
  await expect(bar).toContainText("All 120 matching leads selected");
  // Another list is another selection.
  await page.getByRole("button", { name: "Name" }).click();
  await expect(bar).toBeHidden();
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await page.getByRole("checkbox", { name: "Select Person 0" }).uncheck();
  await bar.getByRole("button", { name: "Tag" }).click();
  await page.getByRole("dialog").getByLabel("Tags").fill("vip");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const result = page.getByRole("region", { name: "Bulk change" });
  await expect(result).toContainText("Added tags to 119 leads: vip.");
  const tagged = async (tag: string) =>
    (await (await page.request.get(`${server.url}/api/leads?tag=${tag}`)).json()).total;
  expect(await tagged("vip")).toBe(119);
  expect(await tagged("old")).toBe(120);
  await page.reload();
  await expect(result).toContainText("Added tags to 119 leads: vip.");
  await result.getByRole("button", { name: "Undo" }).click();
  await expect(result).toContainText("Undone for 119 leads.");
  expect(await tagged("vip")).toBe(0);
});

test("a file is mapped, checked, imported with live progress, and undone", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  const other = await signedIn("Farhan Qureshi", "manager");
  await other.goto("/leads");
  await expect(other.getByText("No leads yet")).toBeVisible();
  await page.goto("/leads/import");
  const file = page.locator("input[type=file]");
  const image = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  await file.setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: image });
  await expect(page.getByRole("alert")).toContainText("It is a PNG image.");
  const rows = Array.from({ length: 300 }, (_, n) => `${n},Person,person${n}@example.com,Firm ${n}`);
  const csv = ["Family;Given;Mail;Where", ...rows, "X,Nobody,not-an-address,X"]
    .join("\n")
    .replaceAll(",", ";");
  await file.setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(page.getByText("Choose at least one column for the name.")).toBeVisible();
  await expect(page.getByText("person0@example.com · person1@example.com")).toBeVisible();
  const field = (column: string) => page.getByLabel(`Lead field for ${column}`, { exact: true });
  await expect(field("Mail")).toHaveValue("email");
  await field("Family").selectOption({ label: "Name" });
  await field("Given").selectOption({ label: "Name" });
  await page.getByRole("button", { name: "Move Given earlier" }).click();
  await field("Where").selectOption({ label: "Organisation" });
  await expect(page.locator('[data-line="2"]')).toContainText("Person 0");
  await page.reload();
  await expect(page.getByText("Joined: Given + Family").first()).toBeVisible();
  await page.getByRole("button", { name: "Check all rows" }).click();
  await expect(page.getByText("1 row can't be imported.")).toBeVisible();
  await expect(page.locator('[data-figure="created"]')).toHaveText("300");
  await page.goBack();
  await expect(field("Where")).toHaveValue("organisation");
  await page.goForward();
  await page.getByRole("button", { name: "Import 300 leads" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Done" })).toBeVisible();
  await expect(page.locator('[data-figure="created"]')).toHaveText("300");
  await expect(lead(other, "Firm 299")).toBeVisible();
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect(page.getByText("300 leads were restored or removed.")).toBeVisible();
  await expect(other.getByText("No leads yet")).toBeVisible();
  await server.kill();
});

test("a lead is found and moved on the board with the keyboard alone", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  const [alice] = await enter(page, server, ["Alice Smith"]);
  await page.goto("/");
  await expect(liveDot(page)).toHaveText("Live");
  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Search leads, enquiries")).toBeFocused();
  // Who types fast does not wait for what is found, and gets the first of it.
  await page.keyboard.type("alice");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/leads/${alice}`));

  await page.goto("/leads?as=board");
  await page.getByRole("button", { name: "Move Alice Smith" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Customer" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("From Lead, the next stage is MQL.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.getByRole("button", { name: "Expand Dormant" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Collapse Dormant" })).toBeFocused();
  await expect(page.getByRole("region", { name: "Dormant" })).toContainText("No leads at this stage");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Expand Dormant" })).toBeFocused();

  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Search leads, enquiries")).toBeFocused();
  await page.keyboard.type("dashb");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
});

test("a concurrent edit shows the conflict and keeps both inputs", async ({ server, signedIn }) => {
  const asha = await signedIn("Asha Rao");
  const farhan = await signedIn("Farhan Qureshi", "manager");
  const [alice] = await enter(asha, server, ["Alice Smith"]);
  for (const page of [asha, farhan]) await page.goto(`/leads/${alice}`);
  // Each sees that the other is here.
  await expect(
    asha.getByRole("group", { name: "Also viewing" }).getByRole("img", { name: "Farhan Qureshi" }),
  ).toBeVisible();
  await farhan.getByRole("button", { name: /^Job title/ }).press("Enter");
  await farhan.getByRole("textbox", { name: "Job title" }).fill("Analyst");
  await farhan.getByRole("textbox", { name: "Job title" }).press("Enter");
  await expect(asha.getByText("Analyst", { exact: true }).first()).toBeVisible();
  await farhan.getByRole("button", { name: /^Organisation/ }).click();
  await post(asha.context().request, server, `/api/leads/${alice}/activity`, {
    kind: "NOTE",
    text: "Called; @Farhan knows.",
  });
  await expect(farhan.getByText("Called; @Farhan knows.")).toBeVisible();
  const reply = await asha.request.patch(`${server.url}/api/leads/${alice}`, {
    data: { organisation: "Blue Mill" },
    headers: { origin: server.url },
  });
  expect(reply.ok()).toBe(true);
  await expect(farhan.getByText("Analyst · Blue Mill")).toBeVisible();
  const organisation = farhan.getByRole("textbox", { name: "Organisation" });
  await organisation.fill("Red Mill");
  await organisation.press("Enter");
  await expect(organisation).toHaveAccessibleDescription(/Blue Mill/);
  await organisation.press("Enter");
  await expect(organisation).toBeHidden();
  for (const page of [asha, farhan]) await expect(page.getByText("Analyst · Red Mill")).toBeVisible();
});

test("the tasks page works in Hindi", async ({ server, signedIn }) => {
  const page = await signedIn("Asha Rao");
  const [alice] = await enter(page, server, ["Alice Smith"]);
  await page.goto("/tasks");
  await expect(page.getByText("No open tasks")).toBeVisible();
  await post(page.context().request, server, `/api/leads/${alice}/activity`, {
    kind: "TASK",
    text: "Send the syllabus",
    dueAt: new Date(Date.now() + 500).toISOString(),
  });
  await expect(page.getByText("Send the syllabus")).toBeVisible();
  await expect(page.getByText(/Overdue/)).toBeVisible();
  await page.getByRole("checkbox", { name: "Mark as done: Send the syllabus" }).click();
  await expect(page.getByText("No open tasks")).toBeVisible();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "हिन्दी" }).click();
  await expect(page.getByRole("heading", { name: "कार्य" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("heading", { name: "कार्य" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "hi");
});
