import type { Company } from "../company/noun";
import type { Colleague, Me, Person } from "../employees/noun";
import type { Contact } from "../leads/noun";

/** The records that the pieces show. */
export const ASHA: Person = { id: "10000000-0000-4000-8000-000000000001", name: "Asha Rao" };
export const PEOPLE: Person[] = [
  ASHA,
  { id: "10000000-0000-4000-8000-000000000002", name: "Ravi Iyer" },
  { id: "10000000-0000-4000-8000-000000000003", name: "Maya Rossi" },
  { id: "10000000-0000-4000-8000-000000000004", name: "Nadia Petrova" },
  { id: "10000000-0000-4000-8000-000000000005", name: "Tom Becker" },
  { id: "10000000-0000-4000-8000-000000000006", name: "अनिता शर्मा" },
];

const TIMES = { createdAt: "2026-11-18T09:30:00Z", updatedAt: "2026-11-21T15:10:00Z", version: 1 };
const COMPANY = "20000000-0000-4000-8000-000000000001";

export const CONTACT: Contact = {
  ...TIMES,
  id: "30000000-0000-4000-8000-000000000001",
  companyId: COMPANY,
  name: "Anita Deshpande",
  email: "anita@example.com",
  phone: "+919820012345",
  organisation: "Lotus Academy",
  title: "Head of admissions",
  stage: "SQL",
  stageChangedAt: "2026-11-19T11:00:00Z",
  status: "CONTACTED",
  owner: ASHA,
  tags: ["priority", "referral"],
};
export const CONTACTS: Contact[] = [
  CONTACT,
  {
    ...CONTACT,
    id: "30000000-0000-4000-8000-000000000002",
    name: "Bilal Khan",
    stage: "LEAD",
    status: "NEW",
    owner: null,
  },
  {
    ...CONTACT,
    id: "30000000-0000-4000-8000-000000000003",
    name: "Maximiliana-Theodora Wolfeschlegelsteinhausen",
    stage: "CUSTOMER",
    status: "WON",
  },
];

export const ME = {
  ...TIMES,
  ...ASHA,
  companyId: COMPANY,
  email: "asha.rao@example.com",
  role: "admin",
  status: "ACTIVE",
  permissions: ["leads.work", "leads.manage"],
} satisfies Me;
export const COLLEAGUES = PEOPLE.map(
  (person) => ({ ...person, role: "admin", status: "ACTIVE" }) as Colleague,
);
export const LOTUS = {
  ...TIMES,
  id: COMPANY,
  name: "Lotus Academy",
  currency: "INR",
  timezone: "Asia/Kolkata",
  country: "IN",
  locale: "en-IN",
} as Company;
