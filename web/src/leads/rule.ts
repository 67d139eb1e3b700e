import type { Me, Role } from "../employees/noun";
import { roleAllows } from "../employees/noun";
import { matchesFilter } from "../live/filter";
import { type ListRule, sortOrder } from "../live/list";
import { FILTERS } from "../protocol/filters";
import type { Contact, ContactFilter } from "./noun";

type Owned = Pick<Contact, "owner">;

/** Whether this employee may see the contact: all of them, or one's own and the unowned ones. */
export function canSeeContact(me: Me, contact: Owned): boolean {
  if (me.permissions.includes("leads.manage")) return true;
  return me.permissions.includes("leads.work") && isOwnOrUnowned(me.id, contact);
}

/** Whether a colleague may see the contact, as far as the permissions of their role allow. */
export function colleagueCanSee({ id, role }: { id: string; role: Role }, contact: Owned): boolean {
  if (roleAllows(role, "leads.manage")) return true;
  return roleAllows(role, "leads.work") && isOwnOrUnowned(id, contact);
}

function isOwnOrUnowned(employeeId: string, { owner }: Owned): boolean {
  return !owner || owner.id === employeeId;
}

/** The filter of a list of contacts, as the server applies it. */
export function contactRule(filter: ContactFilter, me: Me): ListRule<Contact> {
  const { email, unowned, phone, q, entered } = filter;
  const declared = { ...filter, email: email?.toLowerCase() };
  return {
    ...sortOrder<Contact>(filter.sort ?? "-createdAt"),
    matches: (contact) =>
      canSeeContact(me, contact) &&
      matchesFilter(contact, declared, FILTERS["/api/leads"]) &&
      (unowned === undefined || unowned === !contact.owner) &&
      (phone === undefined || isNumber(contact.phone ?? "", phone)) &&
      (!q || matchesText(contact, q)),
    // Only the server knows when a stage was entered, and reads a number by the company's country.
    isPartial: entered !== undefined || phone !== undefined,
  };
}

/** Every word occurs somewhere in the name, the addresses or the organisation. */
function matchesText({ name, email, phone, organisation }: Contact, q: string): boolean {
  const texts = [name, email, phone, phone ? digitsOf(phone) : null, organisation];
  const text = texts
    .filter((text) => text)
    .join(" ")
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Whether a number is the one that is asked for, which may lack its country code and have a trunk prefix. */
function isNumber(number: string, asked: string): boolean {
  const digits = digitsOf(asked).replace(/^0+/, "");
  return digits !== "" && digitsOf(number).endsWith(digits);
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, "");
}
