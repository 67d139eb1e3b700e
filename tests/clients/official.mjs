// The official JavaScript client over WebSocket, polling, and an upgrade from polling to WebSocket.
import assert from "node:assert/strict";
import { io } from "socket.io-client";

const [base] = process.argv.slice(2);
const json = { "content-type": "application/json" };

async function post(path, body, token) {
  const headers = token ? { ...json, authorization: `Bearer ${token}` } : json;
  const reply = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: reply.status, ...(await reply.json()) };
}

const account = (email) => ({ name: email, email, password: "moss-lantern-orbit" });
const submit = (name) => post("/api/enquiries", { name, email: "alice@example.com" });
const next = (socket, event) => new Promise((resolve) => socket.once(event, resolve));
const options = (transports, auth) => ({ transports, auth, forceNew: true, reconnectionDelay: 50 });

const asha = (await post("/api/auth/register", account("asha@example.com"))).data.token;
const ravi = (await post("/api/auth/register", account("ravi@example.com"))).data.token;

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
  // A bad token is refused with a reason.
  for (const [token, code] of [["nonsense", "token_invalid"], [undefined, "token_missing"]]) {
    const refused = io(base, options(transports, { token }));
    const error = await next(refused, "connect_error");
    assert.equal(error.data?.code, code, `${transports}: ${error.message}`);
    refused.close();
  }

  // `ready`, a live event, a claim with its acknowledgement, and the answer to the losing claim.
  const [one, two] = [io(base, options(transports, { token: asha })), io(base, options(transports, { token: ravi }))];
  const heard = [];
  one.onAny((kind, envelope) => envelope?.seq && envelope.kind === kind && heard.push(envelope.seq));
  const [ready] = await Promise.all([next(one, "ready"), next(two, "ready")]);
  if (transports.length === 2 && one.io.engine.transport.name !== "websocket") await next(one.io.engine, "upgrade");
  const created = next(two, "enquiry:created");
  await submit(`Alice over ${transports}`);
  const event = await created;
  assert.equal(event.seq, ready.seq + 1);
  const claimed = next(one, "enquiry:claimed");
  const won = await two.emitWithAck("enquiry:claim", { id: event.entity.id });
  assert.equal(won.success, true);
  assert.equal((await claimed).data.claimedBy.name, "ravi@example.com");
  const lost = await one.emitWithAck("enquiry:claim", { id: event.entity.id });
  assert.deepEqual([lost.success, lost.code, lost.data.claimedBy.name], [false, "already_claimed", "ravi@example.com"]);
  assert.equal((await one.emitWithAck("nonsense", { x: 1 })).code, "not_found");
  assert.equal((await one.emitWithAck("enquiry:claim", Buffer.from([1, 2, 3]))).success, false);

  // The connection breaks; the client reconnects by itself with the last number it has.
  one.auth = { token: asha, after: heard.at(-1) };
  one.io.engine.close();
  for (let n = 0; n < 5; n++) await submit(`Missed ${n}`);
  while (heard.length < 7) await next(one, "enquiry:created");
  assert.deepEqual(heard, heard.map((_, n) => ready.seq + 1 + n), "each once, in order");

  // A new role has other rooms: the client is disconnected and reconnects to them.
  one.close();
  two.close();
  console.log(`ok: socket.io-client over ${transports.join(" then ")}`);
}
process.exit(0);
