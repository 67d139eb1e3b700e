import {
  type APIRequestContext,
  type BrowserContext,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { type Database, Server } from "./server";

export interface Options {
  database: Database;
}

interface World {
  server: Server;
  /** Opens a browser of its own, without a session. */
  browse: () => Promise<Page>;
  /** Opens a browser in which this person is signed in. The first person founds the company. */
  signedIn: (name: string, role?: string) => Promise<Page>;
}

export const PASSWORD = "moss-lantern-orbit";

export function addressOf(name: string): string {
  return `${name.toLowerCase().replaceAll(" ", ".")}@lotus.example`;
}

export const test = base.extend<World & Options>({
  database: ["sqlite", { option: true }],
  server: async ({ database }, use) => {
    const server = await Server.start(database);
    await use(server);
    await server.stop();
  },
  browse: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: server.url });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  signedIn: async ({ browse, server }, use) => {
    let founder: APIRequestContext | undefined;
    await use(async (name, role = "admin") => {
      const page = await browse();
      const { request } = page.context();
      const person = { name, email: addressOf(name), password: PASSWORD };
      if (founder) await post(founder, server, "/api/users", { ...person, role });
      else await post(request, server, "/api/auth/register", { ...person, company: "Lotus Academy" });
      await post(request, server, "/api/auth/login", { email: person.email, password: PASSWORD });
      founder ??= request;
      return page;
    });
  },
});

/** Calls the API directly, without the page. */
export async function post<Answer = { id: string }>(
  request: APIRequestContext,
  server: Server,
  path: string,
  data: unknown = {},
): Promise<Answer> {
  const reply = await request.post(server.url + path, { data, headers: { origin: server.url } });
  expect(reply.ok(), `${path}: ${await reply.text()}`).toBe(true);
  return (await reply.json()).data;
}

export function liveDot(page: Page) {
  return page.getByRole("status").filter({ hasText: /^(Live|Offline|Catching up)$/ });
}

export function tile(page: Page, label: string) {
  return page.locator(`[data-tile="${label}"]`);
}

export { expect };
