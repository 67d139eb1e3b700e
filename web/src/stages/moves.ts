import { answer, api } from "../api/client";
import type { Contact, Stage } from "../leads/noun";
import { STAGE_MOVES } from "../protocol/rules";

/** What the app does to move a contact from one stage to another. */
export type Move =
  /** Asks the server, which decides by what it knows. */
  | { kind: "request"; send: (contact: Contact) => Promise<Contact> }
  /** Asks for more in a form: what is offered, for how much it was sold, why it was lost. */
  | { kind: "opportunity" | "won" | "lost" }
  /** Waits for a click in an e-mail. Managers may qualify by hand, where the company allows it. */
  | { kind: "email" }
  /** The server has no such move. */
  | { kind: "none" };

/** The moves that the server declares: `LEAD→MQL`. */
type AllowedMove = { [From in Stage]: `${From}→${(typeof STAGE_MOVES)[From][number]}` }[Stage];

/** A move that the server allows and that is missing here does not compile. */
const MOVES: Record<AllowedMove, Move> = {
  "LEAD→MQL": { kind: "email" },
  "MQL→SQL": {
    kind: "request",
    send: ({ id }) => answer(api.PATCH("/api/contacts/{id}/promote-sql", { params: { path: { id } } })),
  },
  "SQL→OPPORTUNITY": { kind: "opportunity" },
  "OPPORTUNITY→CUSTOMER": { kind: "won" },
  "OPPORTUNITY→DORMANT": { kind: "lost" },
  "CUSTOMER→EVANGELIST": {
    kind: "request",
    send: ({ id }) => answer(api.POST("/api/contacts/{id}/evangelist", { params: { path: { id } } })),
  },
  "DORMANT→LEAD": {
    kind: "request",
    send: ({ id }) => answer(api.POST("/api/contacts/{id}/reopen", { params: { path: { id } } })),
  },
};

export function moveOf(from: Stage, to: Stage): Move {
  return nextStages(from).includes(to) ? MOVES[`${from}→${to}` as AllowedMove] : { kind: "none" };
}

/** The stages that a contact may move to from here. */
export function nextStages(from: Stage): readonly Stage[] {
  return STAGE_MOVES[from];
}
