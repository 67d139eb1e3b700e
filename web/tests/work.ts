import type { Person } from "./person";

/** Numbers that look random and come again with the same seed. */
export class Dice {
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

export async function customer(person: Person, dice: Dice): Promise<string> {
  const name = `${dice.pick(NAMES)} ${dice.below(10_000)}`;
  return (await person.does("POST", "/api/customers", { name, tags: dice.below(2) ? ["vip"] : [] })).id;
}

export async function lead(person: Person, dice: Dice): Promise<string> {
  const name = `${dice.pick(NAMES)} ${dice.below(10_000)}`;
  const email = `${name.replace(" ", ".").toLowerCase()}.${dice.below(1e6)}@example.com`;
  const ownerId = dice.below(3) === 0 ? { ownerId: null } : {};
  return (
    await person.does("POST", "/api/leads", { name, email, tags: dice.below(3) ? [] : ["vip"], ...ownerId })
  ).id;
}

/** Leads become MQL by a click in a mail: it is sent, and followed. */
export async function mqls(person: Person, ids: string[]): Promise<void> {
  for (const contactId of ids) {
    const body = '<a href="https://example.com/">Look</a>';
    await person.does("POST", "/api/emails", { contactId, subject: `For ${contactId}`, body });
  }
  for (const id of ids) {
    for (;;) {
      const mail = person.server.mails().find((mail) => mail.includes(`Subject: For ${id}`));
      const link = mail?.match(/\/api\/t\/c\/[A-Za-z0-9_-]+/)?.[0];
      const { data } = (await person.ask("GET", `/api/contacts/${id}`)).body;
      if (data.stage === "MQL") break;
      if (link) await person.ask("GET", link);
    }
  }
}

/** What people do all day, in any order; what the rules refuse is refused. */
export async function work(people: Person[], contacts: string[], dice: Dice): Promise<void> {
  const person = dice.pick(people);
  const id = dice.pick(contacts);
  const ask = (method: string, path: string, body?: unknown) => person.ask(method, path, body);
  const open = async () => {
    const { body } = await ask("GET", `/api/opportunities?contactId=${id}&status=OPEN`);
    return body.data?.[0]?.id as string | undefined;
  };
  const enquiry = async () => {
    const { body } = await ask("GET", "/api/enquiries?limit=5");
    return body.data?.length ? (dice.pick(body.data) as { id: string }).id : undefined;
  };
  const verbs: (() => Promise<unknown>)[] = [
    async () => contacts.push(await lead(person, dice)),
    async () => contacts.push(await customer(person, dice)),
    () => ask("PATCH", `/api/leads/${id}`, { name: `${dice.pick(NAMES)} ${dice.below(10_000)}` }),
    () => ask("PATCH", `/api/leads/${id}`, { tags: dice.below(2) ? ["vip"] : [], organisation: "Blue Mill" }),
    () => ask("PATCH", `/api/leads/${id}/status`, { status: dice.pick(["NEW", "CONTACTED", "QUALIFIED"]) }),
    () =>
      ask("POST", `/api/leads/${id}/assign`, { employeeId: dice.below(3) ? dice.pick(people).me.id : null }),
    () => ask("POST", `/api/leads/${id}/activity`, { kind: "NOTE", text: `A note ${dice.below(1e6)}` }),
    () =>
      ask("POST", `/api/leads/${id}/activity`, {
        kind: "TASK",
        text: `A task ${dice.below(1e6)}`,
        dueAt: new Date(Date.now() + 1e6 + dice.below(1e7)).toISOString(),
        assigneeId: dice.pick(people).me.id,
      }),
    async () => {
      const { body } = await ask("GET", "/api/tasks?limit=5");
      if (body.data?.length) {
        await ask("PATCH", `/api/tasks/${(dice.pick(body.data) as { id: string }).id}`, {
          done: dice.below(2) === 1,
        });
      }
    },
    () =>
      ask("POST", "/api/sessions", { contactId: id, stage: "MQL", rating: 5 + dice.below(6), notes: "Well" }),
    () => ask("PATCH", `/api/contacts/${id}/promote-sql`),
    () =>
      ask("POST", "/api/opportunities", {
        contactId: id,
        title: "Course",
        expectedValue: 1 + dice.below(1e6),
      }),
    async () => ask("POST", `/api/opportunities/${await open()}/won`),
    async () => ask("POST", `/api/opportunities/${await open()}/lost`, { reason: "Too dear" }),
    async () => ask("PATCH", `/api/opportunities/${await open()}`, { title: "Another course" }),
    () => ask("POST", "/api/feedback", { contactId: id, rating: 1 + dice.below(10) }),
    () => ask("POST", `/api/contacts/${id}/evangelist`),
    () => ask("POST", `/api/contacts/${id}/reopen`),
    () => ask("POST", "/api/enquiries", { name: dice.pick(NAMES), email: `e${dice.below(1e6)}@example.com` }),
    async () => ask("POST", `/api/enquiries/${await enquiry()}/claim`),
    async () =>
      ask("PUT", `/api/enquiries/${await enquiry()}/status`, {
        status: dice.pick(["contacted", "converted", "lost"]),
      }),
    async () => ask("POST", `/api/enquiries/${await enquiry()}/release`),
    async () => ask("POST", `/api/enquiries/${await enquiry()}/notes`, { text: "Called" }),
    () => ask("POST", `/api/contacts/${id}/merge`, { contactId: dice.pick(contacts) }),
    () => (dice.below(3) === 0 ? ask("DELETE", `/api/leads/${id}`) : Promise.resolve()),
  ];
  await dice.pick(verbs)();
}
