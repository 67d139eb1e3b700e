import type { Stage } from "../leads/noun";
import type { Schemas } from "../protocol";
import { STAGES } from "../protocol/enums";

// What is possible at which stage. The server decides and declares only its moves (`protocol/rules.ts`), so these lists
// repeat rules of it: they say what the app offers.

/** The stages whose calls and meetings are rated: `sessions::CallStage` on the server. */
const RATED: readonly Schemas["Session"]["stage"][] = ["MQL", "SQL"];

/** The stages at which an opportunity can be opened: `opportunities::open` on the server. */
const WITH_OPPORTUNITIES: readonly Stage[] = ["SQL", "OPPORTUNITY", "CUSTOMER", "EVANGELIST"];

/** The stages at which a contact gives feedback: `Contact::is_customer` on the server. */
const CUSTOMERS: readonly Stage[] = ["CUSTOMER", "EVANGELIST"];

/** The stage that a call or meeting with the contact is rated for. */
export function ratedStage(stage: Stage): Schemas["Session"]["stage"] | undefined {
  return RATED.find((rated) => rated === stage);
}

export function canHaveOpportunities(stage: Stage): boolean {
  return WITH_OPPORTUNITIES.includes(stage);
}

/** Whether the contact is at MQL or before: the average of its MQL sessions still decides about SQL. */
export function canBecomeSql(stage: Stage): boolean {
  return STAGES.indexOf(stage) < STAGES.indexOf("SQL");
}

export function isCustomer(stage: Stage): boolean {
  return CUSTOMERS.includes(stage);
}
