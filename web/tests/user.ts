import { QueryClient } from "@tanstack/react-query";
import { vi } from "vitest";
import type { Server } from "../e2e/server";
import type { Me } from "../src/employees/noun";

/** The user agent of a browser: clicks in e-mails count only from one. */
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

type App = typeof import("./queries");

/** Somebody signed in to a real server, with the app's own queries and reducer. */
export class User {
  constructor(
    readonly server: Server,
    readonly me: Me,
    readonly app: App,
    private readonly token: string,
  ) {}

  async request(method: string, path: string, body?: unknown) {
    const response = await fetch(this.server.url + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        "user-agent": AGENT,
      },
      redirect: "manual",
    });
    const text = await response.text();
    return {
      ok: response.status < 400,
      status: response.status,
      headers: response.headers,
      body: text.startsWith("{") ? JSON.parse(text) : text,
    };
  }

  /** As `request`, and fails if the server refuses it. */
  async must(method: string, path: string, body?: unknown) {
    const response = await this.request(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(response.body)}`);
    return response.body.data;
  }

  /** Runs queries of the app as this user. */
  async query<Value>(run: (app: App, client: QueryClient) => Promise<Value>): Promise<Value> {
    currentToken = this.token;
    try {
      return await run(this.app, new QueryClient());
    } finally {
      currentToken = null;
    }
  }
}

/** The token that requests of the app carry in place of a browser's cookie. */
let currentToken: string | null = null;

/** Loads the app's queries as if its page had come from this server. */
async function loadApp(server: Server): Promise<App> {
  const originalFetch = globalThis.fetch;
  vi.stubGlobal("location", { origin: server.url });
  vi.stubGlobal("fetch", (request: Request | string, init?: RequestInit) => {
    if (currentToken && request instanceof Request)
      request.headers.set("authorization", `Bearer ${currentToken}`);
    return originalFetch(request, init);
  });
  return import("./queries");
}

/** A new company on a server: its founder, and an employee of each role. */
export async function createCompany(server: Server, roles: string[]): Promise<User[]> {
  const app = await loadApp(server);
  const signIn = async (path: string, body: object) => {
    const response = await fetch(server.url + path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const { data } = await response.json();
    return new User(server, data.employee, app, data.token);
  };
  const password = "moss-lantern-orbit";
  const founder = await signIn("/api/auth/register", {
    name: "Asha Rao",
    email: "asha@lotus.example",
    password,
  });
  const users = [founder];
  for (const role of roles) {
    const email = `${role}${users.length}@lotus.example`;
    await founder.must("POST", "/api/users", { name: `The ${role}`, email, role, password });
    users.push(await signIn("/api/auth/login", { email, password }));
  }
  return users;
}
