import type { components, operations } from "../protocol";

type Schemas = components["schemas"];

export type Activity = Schemas["Activity"];
export type ActivityKind = Schemas["ActivityKind"];
export type BulkChange = Schemas["BulkChange"];
export type Colleague = Schemas["Colleague"];
export type Column = Schemas["Column"];
export type Company = Schemas["Company"];
export type Contact = Schemas["Contact"];
export type Counters = Schemas["Counters"];
export type Dashboard = Schemas["Dashboard"];
export type Email = Schemas["Email"];
export type EmailWithBody = Schemas["EmailWithBody"];
export type Employee = Schemas["Employee"];
/** An enquiry as lists and events have it. Its notes are kept by themselves. */
export type Enquiry = Omit<Schemas["Enquiry"], "notes">;
export type Note = Schemas["Note"];
export type EnquiryStatus = Schemas["EnquiryStatus"];
export type Funnel = Schemas["Funnel"];
export type Import = Schemas["Import"];
export type ImportColumn = Schemas["ImportColumn"];
export type ImportPreviewRow = Schemas["PreviewRow"];
export type LeadChange = Schemas["LeadChange"];
export type LeadSelection = Schemas["LeadSelection"];
export type NotNotified = Schemas["NotNotified"];
export type Notification = Schemas["Notification"];
export type ListedDeal = Schemas["ListedDeal"];
export type ListedOpportunity = Schemas["ListedOpportunity"];
export type Opportunity = Schemas["Opportunity"];
export type OpportunityStatus = Opportunity["status"];
export type Permission = Schemas["Permission"];
export type Person = Schemas["Person"];
export type Performance = Schemas["Performance"];
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

export type OpportunityFilter = Omit<
  NonNullable<operations["opportunities_list"]["parameters"]["query"]>,
  "page" | "limit" | "cursor"
>;
export type DealFilter = Omit<
  NonNullable<operations["deals_deals_of_company"]["parameters"]["query"]>,
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
export const OPPORTUNITY_STATUSES: readonly OpportunityStatus[] = ["OPEN", "WON", "LOST"];
export const PRIORITIES: readonly Priority[] = ["high", "medium", "low"];
export const ENQUIRY_STATUSES: readonly EnquiryStatus[] = [
  "unclaimed",
  "claimed",
  "contacted",
  "converted",
  "lost",
];
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
