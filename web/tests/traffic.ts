import type { User } from "./user";

/** A reproducible pseudorandom generator. */
export class Random {
  constructor(private state: number) {}
  below(n: number): number {
    this.state = (this.state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((this.state / 4_294_967_296) * n);
  }
  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }
}

const NAMES = ["Alice", "Bilal", "Chen", "Divya", "Elena", "Farid", "Grace", "Hana"];

export async function createCustomer(user: User, random: Random): Promise<string> {
  const name = `${random.pick(NAMES)} ${random.below(10_000)}`;
  return (await user.must("POST", "/api/customers", { name, tags: random.below(2) ? ["vip"] : [] })).id;
}

export async function createLead(user: User, random: Random): Promise<string> {
  const name = `${random.pick(NAMES)} ${random.below(10_000)}`;
  const email = `${name.replace(" ", ".").toLowerCase()}.${random.below(1e6)}@example.com`;
  const ownerId = random.below(3) === 0 ? { ownerId: null } : {};
  return (
    await user.must("POST", "/api/leads", { name, email, tags: random.below(3) ? [] : ["vip"], ...ownerId })
  ).id;
}

/** Makes leads MQLs: sends each an e-mail and follows its link. */
export async function qualify(user: User, ids: string[]): Promise<void> {
  for (const contactId of ids) {
    const body = '<a href="https://example.com/">Look</a>';
    await user.must("POST", "/api/emails", { contactId, subject: `For ${contactId}`, body });
  }
  for (const id of ids) {
    for (;;) {
      const mail = user.server.mails().find((mail) => mail.includes(`Subject: For ${id}`));
      const link = mail?.match(/\/api\/t\/c\/[A-Za-z0-9_-]+/)?.[0];
      const { data } = (await user.request("GET", `/api/contacts/${id}`)).body;
      if (data.stage === "MQL") break;
      if (link) await user.request("GET", link);
    }
  }
}

/** One random request of a random user. The server may refuse it. */
export async function act(users: User[], contacts: string[], random: Random): Promise<void> {
  const user = random.pick(users);
  const id = random.pick(contacts);
  const request = (method: string, path: string, body?: unknown) => user.request(method, path, body);
  const open = async () => {
    const { body } = await request("GET", `/api/opportunities?contactId=${id}&status=OPEN`);
    return body.data?.[0]?.id as string | undefined;
  };
  const enquiry = async () => {
    const { body } = await request("GET", "/api/enquiries?limit=5");
    return body.data?.length ? (random.pick(body.data) as { id: string }).id : undefined;
  };
  const actions: (() => Promise<unknown>)[] = [
    async () => contacts.push(await createLead(user, random)),
    async () => contacts.push(await createCustomer(user, random)),
    () => request("PATCH", `/api/leads/${id}`, { name: `${random.pick(NAMES)} ${random.below(10_000)}` }),
    () =>
      request("PATCH", `/api/leads/${id}`, {
        tags: random.below(2) ? ["vip"] : [],
        organisation: "Blue Mill",
      }),
    () =>
      request("PATCH", `/api/leads/${id}/status`, { status: random.pick(["NEW", "CONTACTED", "QUALIFIED"]) }),
    () =>
      request("POST", `/api/leads/${id}/assign`, {
        employeeId: random.below(3) ? random.pick(users).me.id : null,
      }),
    () => request("POST", `/api/leads/${id}/activity`, { kind: "NOTE", text: `A note ${random.below(1e6)}` }),
    () =>
      request("POST", `/api/leads/${id}/activity`, {
        kind: "TASK",
        text: `A task ${random.below(1e6)}`,
        dueAt: new Date(Date.now() + 1e6 + random.below(1e7)).toISOString(),
        assigneeId: random.pick(users).me.id,
      }),
    async () => {
      const { body } = await request("GET", "/api/tasks?limit=5");
      if (body.data?.length) {
        await request("PATCH", `/api/tasks/${(random.pick(body.data) as { id: string }).id}`, {
          done: random.below(2) === 1,
        });
      }
    },
    () =>
      request("POST", "/api/sessions", {
        contactId: id,
        stage: "MQL",
        rating: 5 + random.below(6),
        notes: "Well",
      }),
    () => request("PATCH", `/api/contacts/${id}/promote-sql`),
    () =>
      request("POST", "/api/opportunities", {
        contactId: id,
        title: "Course",
        expectedValue: 1 + random.below(1e6),
      }),
    async () => request("POST", `/api/opportunities/${await open()}/won`),
    async () => request("POST", `/api/opportunities/${await open()}/lost`, { reason: "Too dear" }),
    async () => request("PATCH", `/api/opportunities/${await open()}`, { title: "Another course" }),
    () => request("POST", "/api/feedback", { contactId: id, rating: 1 + random.below(10) }),
    () => request("POST", `/api/contacts/${id}/evangelist`),
    () => request("POST", `/api/contacts/${id}/reopen`),
    () =>
      request("POST", "/api/enquiries", {
        name: random.pick(NAMES),
        email: `e${random.below(1e6)}@example.com`,
      }),
    async () => request("POST", `/api/enquiries/${await enquiry()}/claim`),
    async () =>
      request("PUT", `/api/enquiries/${await enquiry()}/status`, {
        status: random.pick(["contacted", "converted", "lost"]),
      }),
    async () => request("POST", `/api/enquiries/${await enquiry()}/release`),
    async () => request("POST", `/api/enquiries/${await enquiry()}/notes`, { text: "Called" }),
    () => request("POST", `/api/contacts/${id}/merge`, { contactId: random.pick(contacts) }),
    () => (random.below(3) === 0 ? request("DELETE", `/api/leads/${id}`) : Promise.resolve()),
  ];
  await random.pick(actions)();
}
