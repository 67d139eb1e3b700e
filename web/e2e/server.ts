import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Database = "sqlite" | "postgres";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/tandem");

/** A port that stays free while the server is down: below those from which connections go out. */
async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  const probe = createServer().listen(port, "127.0.0.1");
  const isFree = await once(probe, "listening").then(
    () => true,
    () => false,
  );
  probe.close();
  return isFree ? port : freePort();
}

/** The real server on a database of its own, which can be killed and come back. */
export class Server {
  private process: ChildProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), "tandem-e2e-"));

  private constructor(
    readonly url: string,
    private readonly settings: Record<string, string>,
    private readonly dropDatabase: () => void,
  ) {}

  static async start(database: Database, settings: Record<string, string> = {}): Promise<Server> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { databaseUrl, drop } = made(database);
    const server = new Server(
      url,
      {
        PORT: String(port),
        APP_URL: url,
        FRONTEND_URL: url,
        OPEN_REGISTRATION: "true",
        BCRYPT_COST: "4",
        RATE_LIMIT_MAX: "0",
        AUTH_RATE_LIMIT_MAX: "0",
        RUST_LOG: "warn",
        ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
        ...settings,
      },
      drop,
    );
    await server.run();
    return server;
  }

  private get environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, DATA_DIR: join(this.folder, "data"), ...this.settings };
  }

  /** Starts it, as it was left. */
  async run(): Promise<void> {
    this.process = spawn(program, ["serve"], {
      cwd: this.folder,
      env: this.environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (!this.process.stdout) throw new Error("the server has no output");
    for await (const line of createInterface(this.process.stdout)) {
      if (line.includes("listening on")) return;
    }
    throw new Error("the server did not start");
  }

  /** Another command on the same data: `demo`. */
  command(...args: string[]): string {
    return execFileSync(program, args, { cwd: this.folder, env: this.environment, encoding: "utf8" });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const process = this.process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    process.kill("SIGKILL");
    await once(process, "exit");
  }

  /** The mails written so far, whole, in the order in which they were written. */
  mails(): string[] {
    const outbox = join(this.folder, "data/outbox");
    const files = readdirSync(outbox).filter((name) => name.endsWith(".eml"));
    return files.map((name) => decoded(readFileSync(join(outbox, name), "utf8")));
  }

  async stop(): Promise<void> {
    await this.kill();
    this.dropDatabase();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Quoted-printable lines put together again. */
function decoded(mail: string): string {
  return mail
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function made(database: Database): { databaseUrl?: string; drop: () => void } {
  if (database === "sqlite") return { drop: () => undefined };
  const host = process.env.TEST_DATABASE_URL ?? "";
  const name = `tandem_e2e_${process.pid}_${Date.now()}`;
  const sql = (statement: string) => execFileSync("psql", ["-q", host, "-c", statement]);
  sql(`create database ${name}`);
  const url = new URL(host);
  url.pathname = `/${name}`;
  return { databaseUrl: url.href, drop: () => sql(`drop database ${name} with (force)`) };
}
