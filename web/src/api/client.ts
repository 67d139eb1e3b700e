import createClient from "openapi-fetch";
import type { paths } from "../protocol";
import { Refusal } from "./refusal";

/** Every route of the server, typed by its own document. The cookie says who asks. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin });

interface Reply<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

/** What was read, and the company's event number from which the stream goes on. */
export interface Read<Body> {
  body: Body;
  seq: number;
}

let lowest = Number.POSITIVE_INFINITY;

/** The event number of the oldest read since the last `forgetReads`: what came after it may not show in its answer. */
export function oldestRead(): number {
  return lowest;
}

export function forgetReads(): void {
  lowest = Number.POSITIVE_INFINITY;
}

/** The body of an answer; a `Refusal` with the server's reason otherwise. */
export async function read<Body>(call: Promise<Reply<Body>>): Promise<Read<Body>> {
  const { data, error, response } = await call.catch(() => {
    throw Refusal.unreachable();
  });
  if (!response.ok || data === undefined) throw Refusal.from(error, response);
  const seq = Number(response.headers.get("x-event-seq") ?? Number.POSITIVE_INFINITY);
  lowest = Math.min(lowest, seq);
  return { body: data, seq };
}

/** The record of an answer. */
export async function answer<Body extends { data: unknown }>(
  call: Promise<Reply<Body>>,
): Promise<Body["data"]> {
  return (await read(call)).body.data;
}
