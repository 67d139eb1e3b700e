import type { components, operations } from "../protocol";

type Schemas = components["schemas"];

export type Activity = Schemas["Activity"];
export type ActivityKind = Schemas["ActivityKind"];
export type Column = Schemas["Column"];
export type Company = Schemas["Company"];
export type Contact = Schemas["Contact"];
export type Counters = Schemas["Counters"];
export type Dashboard = Schemas["Dashboard"];
export type Email = Schemas["Email"];
export type Employee = Schemas["Employee"];
export type Enquiry = Schemas["Enquiry"];
export type EnquiryStatus = Schemas["EnquiryStatus"];
export type Funnel = Schemas["Funnel"];
export type Import = Schemas["Import"];
export type Notification = Schemas["Notification"];
export type Opportunity = Schemas["Opportunity"];
export type Permission = Schemas["Permission"];
export type Person = Schemas["Person"];
export type Priority = Schemas["Priority"];
export type Role = Schemas["Role"];
export type Session = Schemas["Session"];
export type Stage = Schemas["Stage"];
export type Status = Schemas["Status"];
export type Task = Schemas["Task"];

/** What a list of leads is narrowed by: the same words in the address, in the query, and in the cache. */
export type ContactFilter = Omit<
  NonNullable<operations["leads_list"]["parameters"]["query"]>,
  "page" | "limit" | "cursor"
>;
export type EnquiryFilter = Omit<
  NonNullable<operations["enquiries_list"]["parameters"]["query"]>,
  "page" | "limit" | "cursor"
>;
export type TaskFilter = Omit<
  NonNullable<operations["tasks_tasks"]["parameters"]["query"]>,
  "page" | "limit" | "cursor"
>;

/** Only some roles may see accounts whole; the others see colleagues by name and role. */
export type Me = Employee;

export const STAGES: readonly Stage[] = [
  "LEAD",
  "MQL",
  "SQL",
  "OPPORTUNITY",
  "CUSTOMER",
  "EVANGELIST",
  "DORMANT",
];
export const STATUSES: readonly Status[] = ["NEW", "CONTACTED", "QUALIFIED", "UNQUALIFIED", "WON", "LOST"];
export const ROLES: readonly Role[] = [
  "admin",
  "senior_admin",
  "manager",
  "sales_executive",
  "counselor",
  "employee",
  "hr",
  "dev",
  "srdev",
];
