import { QueryClient } from "@tanstack/react-query";
import { vi } from "vitest";
import type { Server } from "../e2e/server";
import type { Me } from "../src/api/records";

/** A browser that people use: its clicks count. */
const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

type Reads = typeof import("../src/api/reads");

/** Somebody who asks the real server, by the app's own queries. */
export class Person {
  constructor(
    readonly server: Server,
    readonly me: Me,
    private readonly token: string,
    private readonly reads: Reads,
  ) {}

  async ask(method: string, path: string, body?: unknown) {
    const reply = await fetch(this.server.url + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        "user-agent": AGENT,
      },
      redirect: "manual",
    });
    const text = await reply.text();
    return {
      ok: reply.status < 400,
      status: reply.status,
      headers: reply.headers,
      body: text.startsWith("{") ? JSON.parse(text) : text,
    };
  }

  /** As `ask`, and it is to succeed. */
  async does(method: string, path: string, body?: unknown) {
    const reply = await this.ask(method, path, body);
    if (!reply.ok) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`);
    return reply.body.data;
  }

  /** Runs the app's queries as this person. */
  async reading<Value>(run: (reads: Reads, client: QueryClient) => Promise<Value>): Promise<Value> {
    asking = this.token;
    try {
      return await run(this.reads, new QueryClient());
    } finally {
      asking = null;
    }
  }
}

/** Whose token the app's own requests carry, in place of a browser's cookie. */
let asking: string | null = null;

/** Lets the app's queries ask this server, as if its page had come from there. */
async function opened(server: Server): Promise<Reads> {
  const plain = globalThis.fetch;
  vi.stubGlobal("location", { origin: server.url });
  vi.stubGlobal("fetch", (asked: Request | string, how?: RequestInit) => {
    if (asking && asked instanceof Request) asked.headers.set("authorization", `Bearer ${asking}`);
    return plain(asked, how);
  });
  return import("../src/api/reads");
}

/** A company on a server: its founder, and others by their roles. */
export async function company(server: Server, roles: string[]): Promise<Person[]> {
  const reads = await opened(server);
  const sign = async (path: string, body: object) => {
    const reply = await fetch(server.url + path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const { data } = await reply.json();
    return new Person(server, data.employee, data.token, reads);
  };
  const password = "moss-lantern-orbit";
  const founder = await sign("/api/auth/register", {
    name: "Asha Rao",
    email: "asha@lotus.example",
    password,
  });
  const people = [founder];
  for (const role of roles) {
    const email = `${role}${people.length}@lotus.example`;
    await founder.does("POST", "/api/users", { name: `The ${role}`, email, role, password });
    people.push(await sign("/api/auth/login", { email, password }));
  }
  return people;
}
