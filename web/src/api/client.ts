import createClient from "openapi-fetch";
import type { paths } from "../protocol";
import { ApiError } from "./error";

/** Every route of the server, typed by its OpenAPI document. The session cookie authenticates. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin });

interface Reply<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

/** The body of an answer, and the company's event number from which the stream continues it. */
export interface ReadResult<Body> {
  body: Body;
  seq: number;
}

/** The body of an answer; throws an `ApiError` with the server's reason. */
export async function read<Body>(call: Promise<Reply<Body>>): Promise<ReadResult<Body>> {
  const { data, error, response } = await call.catch(() => {
    throw ApiError.unreachable();
  });
  if (!response.ok || data === undefined) throw ApiError.from(error, response);
  const seq = Number(response.headers.get("x-event-seq") ?? Number.POSITIVE_INFINITY);
  return { body: data, seq };
}

/** The record of an answer. */
export async function answer<Body extends { data: unknown }>(
  call: Promise<Reply<Body>>,
): Promise<Body["data"]> {
  return (await read(call)).body.data;
}
