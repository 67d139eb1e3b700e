import type { Stage } from "../api/records";

/** An event as the feed and the audit log have it: any kind, also those of a newer server. */
export interface Line {
  seq: number;
  kind: string;
  at: string;
  actor?: { id: string; name: string } | null;
  entity: { type: string; id: string };
  data: object;
}

interface Subject {
  name: string;
  /** Where it is shown. */
  entity?: Line["entity"];
  /** The stage that was reached. */
  to?: Stage;
}

/** What an event is about. */
export function subject({ kind, entity, data }: Line): Subject {
  const said = data as Record<string, unknown>;
  const words = [said.name, said.title, said.subject, said.fileName, said.text, said.email];
  const name = (words.find((word) => typeof word === "string") as string | undefined) ?? "";
  const to = kind === "lead:stage" ? (said.to as Stage) : undefined;
  if (entity.type === "contact" || entity.type === "enquiry") return { name, entity, to };
  if (typeof said.contactId === "string") return { name, entity: { type: "contact", id: said.contactId } };
  return { name };
}
