import type {
  Activity,
  Contact,
  ContactFilter,
  Enquiry,
  EnquiryFilter,
  Me,
  Role,
  Task,
  TaskFilter,
} from "../api/records";
import { dayOf } from "../words/calendar";
import { zone } from "../words/zone";
import { type Rule, sorted } from "./list";

/** Whether this employee may see the contact: all of them, or one's own and those that nobody owns. */
export function sees(me: Me, contact: Pick<Contact, "owner">): boolean {
  if (me.permissions.includes("leads.manage")) return true;
  return me.permissions.includes("leads.work") && (!contact.owner || contact.owner.id === me.id);
}

/** Roles that see every lead: those with `leads.manage`. */
const SEE_ALL: readonly Role[] = ["admin", "senior_admin", "manager", "dev", "srdev"];
/** Roles that see their own leads, and those that nobody owns: those with `leads.work` alone. */
const SEE_OWN: readonly Role[] = ["sales_executive", "counselor", "employee"];

/** Whether a colleague may see the contact, as far as their role says. */
export function colleagueSees(
  { id, role }: { id: string; role: Role },
  contact: Pick<Contact, "owner">,
): boolean {
  return SEE_ALL.includes(role) || (SEE_OWN.includes(role) && (!contact.owner || contact.owner.id === id));
}

/** Which lines a timeline shows: every kind, or those that it names with commas between them. */
export function timelineRule(kinds: string): Rule<Activity> {
  const asked = kinds === "" ? [] : kinds.split(",");
  return {
    ...sorted<Activity>("-occurredAt"),
    fits: ({ kind }) => asked.length === 0 || asked.includes(kind),
  };
}

/** The filter of a list of leads, as the server applies it. */
export function contactRule(filter: ContactFilter, me: Me): Rule<Contact> {
  return {
    ...sorted<Contact>(filter.sort ?? "-createdAt"),
    fits: (contact) => sees(me, contact) && fitsFields(contact, filter) && fitsText(contact, filter.q),
    // The server knows when a stage was entered, and reads a number by the company's country.
    isPartial: filter.entered !== undefined || filter.phone !== undefined,
  };
}

function fitsFields(contact: Contact, filter: ContactFilter): boolean {
  const same = <Value>(asked: Value | undefined, value: Value) => asked === undefined || asked === value;
  const owner = contact.owner?.id;
  return [
    same(filter.stage, contact.stage),
    same(filter.status, contact.status),
    same(filter.source, contact.source ?? undefined),
    same(filter.ownerId, owner),
    same(filter.unowned, owner === undefined),
    same(filter.email?.toLowerCase(), contact.email ?? undefined),
    filter.phone === undefined || isNumber(contact.phone ?? "", filter.phone),
    filter.ids === undefined || filter.ids.split(",").includes(contact.id),
    filter.tag === undefined || contact.tags.includes(filter.tag),
    isBetween(contact.createdAt, filter.createdFrom, filter.createdTo),
  ].every(Boolean);
}

/** On one of these days of the company, both included. */
function isBetween(at: string, from: string | undefined, to: string | undefined): boolean {
  if (from === undefined && to === undefined) return true;
  const day = dayOf(at, zone());
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}

/** Every word occurs somewhere in the name, the addresses or the organisation. */
function fitsText(contact: Contact, q: string | undefined): boolean {
  if (!q) return true;
  const { name, email, phone, organisation } = contact;
  const parts = [name, email, phone, phone ? digits(phone) : null, organisation];
  const text = parts
    .filter((part) => part)
    .join(" ")
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Whether a number is the one that is asked for, which may lack its country code and have a trunk prefix. */
function isNumber(number: string, asked: string): boolean {
  const found = digits(asked).replace(/^0+/, "");
  return found !== "" && digits(number).endsWith(found);
}

function digits(phone: string): string {
  return phone.replace(/\D/g, "");
}

export function enquiryRule(filter: EnquiryFilter): Rule<Enquiry> {
  return {
    ...sorted<Enquiry>(filter.sort ?? "-createdAt"),
    fits: (enquiry) =>
      (filter.status === undefined || filter.status === enquiry.status) &&
      (filter.priority === undefined || filter.priority === enquiry.priority) &&
      (filter.source === undefined || filter.source === enquiry.source) &&
      (filter.claimedBy === undefined || filter.claimedBy === enquiry.claimedBy?.id) &&
      isBetween(enquiry.createdAt, filter.createdFrom, filter.createdTo) &&
      (filter.contactId === undefined || filter.contactId === enquiry.contactId) &&
      (!filter.q || found(enquiry, filter.q)),
  };
}

function found(enquiry: Enquiry, q: string): boolean {
  const parts = [enquiry.name, enquiry.email, enquiry.phone, enquiry.courseInterest];
  const part = /^[\d +().\-/]+$/.test(q) ? digits(q).replace(/^0+/, "") : "";
  const hasNumber = part.length >= 3 && enquiry.phone?.includes(part);
  return hasNumber || parts.some((part) => part?.toLowerCase().includes(q.toLowerCase()));
}

/** A task is in its assignee's list, open or done. Which of the open ones are due, the page tells by its clock. */
export function taskRule(filter: TaskFilter, me: Me): Rule<Task> {
  const assignee = filter.assigneeId ?? me.id;
  return {
    ...sorted<Task>(filter.sort ?? "dueAt"),
    fits: (task) =>
      task.assignee?.id === assignee &&
      (filter.state === undefined || (filter.state === "done") === Boolean(task.doneAt)),
  };
}
