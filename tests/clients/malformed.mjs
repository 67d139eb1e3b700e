// Malformed packets over a bare WebSocket and bare polling: they may disconnect their sender, and affect no other client.
import assert from "node:assert/strict";
import { io } from "socket.io-client";
import WebSocket from "ws";

const [base] = process.argv.slice(2);
const json = { "content-type": "application/json" };
const post = async (path, body) =>
  (await fetch(base + path, { method: "POST", headers: json, body: JSON.stringify(body) })).json();
const { token } = (await post("/api/auth/login", { email: "asha@example.com", password: "moss-lantern-orbit" })).data;
const sign = `40${JSON.stringify({ token })}`;

const witness = io(base, { auth: { token }, transports: ["websocket"] });
const { seq } = await new Promise((resolve) => witness.once("ready", resolve));
const heard = [];
witness.on("enquiry:created", (event) => heard.push(event.seq));
const ended = new Promise((_, reject) => witness.once("disconnect", (why) => reject(new Error(`the witness fell: ${why}`))));

const PACKETS = [
  "", "9", "x", "4", "49", "4x", "42", "42[", "42[]", "42[1]", "42{}", '42["enquiry:claim"', '421["enquiry:claim",{"id":1}]',
  '42/other,["enquiry:claim",{}]', "40/other,", "40/other,{", "41", "43[]", "430[1]", "45", '451-["x",{"_placeholder":true,"num":0}]',
  '459999999999-["x"]', '451-["x",{"_placeholder":true,"num":9}]', "44", "6", "5", "1", "2probe", "3", "bAAAA", "b!!!!", "\u0000", "\ud800",
  `42["${"x".repeat(50_000)}"]`, `42${"[".repeat(50_000)}`, `42["x",${"[".repeat(20_000)}${"]".repeat(20_000)}]`, "40", sign, `${sign}${sign}`,
];
const BYTES = [Buffer.alloc(0), Buffer.from([0, 255, 1]), Buffer.alloc(90_000, 7)];

/** Says something after a good beginning, or before any, and waits until the server has answered a ping or hung up. */
function say(packet, signed) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${base.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    const done = (how) => { socket.terminate(); resolve(how); };
    const late = setTimeout(() => reject(new Error(`no answer to ${String(packet).slice(0, 40)}`)), 20_000);
    socket.on("error", () => {});
    socket.on("close", () => { clearTimeout(late); resolve("hung up"); });
    socket.on("message", (data) => {
      const text = data.toString();
      if (text.startsWith("0{")) socket.send(signed ? sign : packet);
      if (text.startsWith('42["ready"')) {
        socket.send(packet);
        socket.send('4277["enquiry:claim",{}]');
      }
      // An authenticated socket gets an answer to the request that follows; any other may get silence or be disconnected.
      if (text.startsWith("4377")) { clearTimeout(late); done("answered"); }
    });
    if (!signed) setTimeout(() => { clearTimeout(late); done("silent"); }, 150);
  });
}

const outcomes = {};
for (const packet of [...PACKETS, ...BYTES])
  for (const signed of [true, false]) {
    const how = await Promise.race([say(packet, signed), ended]);
    outcomes[how] = (outcomes[how] ?? 0) + 1;
  }
assert(outcomes.answered > 10, "most of it is answered and forgotten");

// The same over polling, and with unknown sessions.
const poll = `${base}/socket.io/?EIO=4&transport=polling`;
for (const packet of [...PACKETS, `4\u001e4\u001e${"2\u001e".repeat(1000)}`]) {
  const opened = await (await fetch(poll)).text();
  const { sid } = JSON.parse(opened.slice(1));
  const { status } = await fetch(`${poll}&sid=${sid}`, { method: "POST", body: packet });
  assert(status < 500, `${JSON.stringify(packet).slice(0, 40)}: ${status}`);
}
for (const query of ["", "EIO=3&transport=polling", "EIO=4", "EIO=4&transport=pigeon", "EIO=4&transport=polling&sid=x", "EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA"])
  for (const method of ["GET", "POST", "PUT"]) {
    const { status } = await fetch(`${base}/socket.io/?${query}`, { method, body: method === "GET" ? undefined : "4" });
    assert(status >= 400 && status < 500, `${method} ${query}: ${status}`);
  }

for (let n = 0; n < 3; n++) await post("/api/enquiries", { name: `After ${n}`, email: "alice@example.com" });
while (heard.length < 3) await Promise.race([new Promise((resolve) => witness.once("enquiry:created", resolve)), ended]);
assert.deepEqual(heard, [seq + 1, seq + 2, seq + 3]);
console.log(`ok: malformed packets (${JSON.stringify(outcomes)})`);
process.exit(0);
