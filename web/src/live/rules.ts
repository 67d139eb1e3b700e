import type { Contact, ContactFilter, Enquiry, EnquiryFilter, Me, Task, TaskFilter } from "../api/records";
import { type Rule, sorted } from "./list";

/** Whether this employee may see the contact: all of them, or one's own and those that nobody owns. */
export function sees(me: Me, contact: Pick<Contact, "owner">): boolean {
  if (me.permissions.includes("leads.manage")) return true;
  return me.permissions.includes("leads.work") && (!contact.owner || contact.owner.id === me.id);
}

/** The filter of a list of leads, as the server applies it. */
export function contactRule(filter: ContactFilter, me: Me): Rule<Contact> {
  return {
    ...sorted<Contact>(filter.sort ?? "-createdAt"),
    fits: (contact) => sees(me, contact) && fitsFields(contact, filter) && fitsText(contact, filter.q),
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
    filter.phone === undefined || digits(filter.phone) === digits(contact.phone ?? ""),
    filter.ids === undefined || filter.ids.split(",").includes(contact.id),
    filter.tag === undefined || contact.tags.includes(filter.tag),
    filter.createdFrom === undefined || contact.createdAt.slice(0, 10) >= filter.createdFrom,
    filter.createdTo === undefined || contact.createdAt.slice(0, 10) <= filter.createdTo,
  ].every(Boolean);
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
      (!filter.q || found(enquiry, filter.q)),
  };
}

function found(enquiry: Enquiry, q: string): boolean {
  const parts = [enquiry.name, enquiry.email, enquiry.phone, enquiry.courseInterest];
  return parts.some((part) => part?.toLowerCase().includes(q.toLowerCase()));
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
