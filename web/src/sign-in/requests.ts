import { answer, api } from "../api/client";
import type { Schemas } from "../protocol";
import { startSession } from "./start";

export { readSetup } from "./setup";

export async function signIn(body: Schemas["Login"]): Promise<void> {
  await answer(api.POST("/api/auth/login", { body }));
  await startSession();
}
