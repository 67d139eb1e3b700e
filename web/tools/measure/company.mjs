// The company that is measured, with its leads.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

export const SCROLL_LEADS = 10_000;

/** Founds a company with 10,000 leads, and returns how its founder signs in. */
export async function signUp(base) {
  const email = `measure-${randomUUID()}@example.com`;
  const password = randomUUID();
  const json = { "content-type": "application/json", origin: base };
  const founder = {
    name: "Measurement",
    company: `Measurement ${randomUUID().slice(0, 8)}`,
    email,
    password,
  };
  const { token } = await post(`${base}/api/auth/register`, json, JSON.stringify(founder));
  const authorization = `Bearer ${token}`;
  const { id } = await post(`${base}/api/leads/import`, { authorization, "content-type": "text/csv" }, csv());
  await imported(`${base}/api/imports/${id}`, authorization);
  return { email, password };
}

function csv() {
  const rows = Array.from(
    { length: SCROLL_LEADS },
    (_, n) =>
      `Alice Smith ${n},alice${n}@example.com,+91 98${String(n).padStart(8, "0")},Blue Mill ${n % 1_000},vip`,
  );
  return ["name,email,phone,organisation,tags", ...rows].join("\n");
}

async function imported(url, authorization) {
  for (;;) {
    const { status } = await answer(await fetch(url, { headers: { authorization } }));
    if (status === "DONE") return;
    if (status !== "QUEUED" && status !== "RUNNING") throw new Error(`the import ended as ${status}`);
    await wait(500);
  }
}

async function post(url, headers, body) {
  return answer(await fetch(url, { method: "POST", headers, body }));
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${body.message}`);
  return body.data;
}
