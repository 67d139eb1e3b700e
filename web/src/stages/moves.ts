import { answer, api } from "../api/client";
import type { Contact, Stage } from "../api/records";

/** What a step from one stage to another takes. */
export type Move =
  /** The server decides by what it knows. */
  | { kind: "ask-server"; send: (contact: Contact) => Promise<Contact> }
  /** Somebody has to say more: what is offered, for how much it was sold, why it was lost. */
  | { kind: "opportunity" | "won" | "lost" }
  /** It happens by itself: a click in a mail. Managers may do it by hand, where the company allows it. */
  | { kind: "mail" }
  | { kind: "none" };

const promote = ({ id }: Contact) =>
  answer(api.PATCH("/api/contacts/{id}/promote-sql", { params: { path: { id } } }));
const evangelist = ({ id }: Contact) =>
  answer(api.POST("/api/contacts/{id}/evangelist", { params: { path: { id } } }));
const reopen = ({ id }: Contact) =>
  answer(api.POST("/api/contacts/{id}/reopen", { params: { path: { id } } }));

const MOVES: Partial<Record<`${Stage}→${Stage}`, Move>> = {
  "LEAD→MQL": { kind: "mail" },
  "MQL→SQL": { kind: "ask-server", send: promote },
  "SQL→OPPORTUNITY": { kind: "opportunity" },
  "OPPORTUNITY→CUSTOMER": { kind: "won" },
  "OPPORTUNITY→DORMANT": { kind: "lost" },
  "CUSTOMER→EVANGELIST": { kind: "ask-server", send: evangelist },
  "DORMANT→LEAD": { kind: "ask-server", send: reopen },
};

export function moveOf(from: Stage, to: Stage): Move {
  return MOVES[`${from}→${to}`] ?? { kind: "none" };
}

/** The stages that one can go on to from here. */
export function nextOf(from: Stage): Stage[] {
  const steps = Object.keys(MOVES) as `${Stage}→${Stage}`[];
  return steps.filter((step) => step.startsWith(`${from}→`)).map((step) => step.split("→")[1] as Stage);
}
