/** Starts a session after a sign-in. Its code is loaded then: the pages before the sign-in show without it. */
export async function startSession(): Promise<void> {
  const session = await import("../session/session");
  await session.startSession();
}
