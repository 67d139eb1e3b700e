// Writes src/protocol/ from ../protocol/: the types of REST and of the events, and the rules the server declares there.
// Never edited, never committed.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const protocol = new URL("../../protocol/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, protocol), "utf8"));

const document = read("openapi.json");
const schemas = document.components.schemas;
const kinds = [];
for (const file of readdirSync(new URL("events/", protocol)).sort()) {
  const text = JSON.stringify(read(`events/${file}`)).replaceAll("#/$defs/", "#/components/schemas/");
  const { $schema, $defs, title, ...schema } = JSON.parse(text);
  for (const [name, definition] of Object.entries($defs ?? {})) schemas[name] ??= definition;
  schemas[title] = schema;
  kinds.push(title);
}

const target = new URL("../src/protocol/", import.meta.url);
mkdirSync(target, { recursive: true });
const write = (name, text) => writeFileSync(new URL(name, target), `// Generated from protocol/.\n\n${text}`);

const types = astToString(await openapiTS(document));
const events = kinds.map((kind) => `  "${kind}": components["schemas"]["${kind}"];`).join("\n");
const entities = schemas.Entity["x-types"].map((name) => JSON.stringify(name)).join(" | ");
write(
  "index.ts",
  `${types}
export type Schemas = components["schemas"];
/** The event of each kind. */
export interface Events {
${events}
}
/** The records that events are about. */
export type EntityType = ${entities};
`,
);

const LISTS = {
  STAGES: "Stage",
  STATUSES: "Status",
  OPPORTUNITY_STATUSES: "OpportunityStatus",
  PRIORITIES: "Priority",
  ENQUIRY_STATUSES: "EnquiryStatus",
  ROLES: "Role",
};
const lists = Object.entries(LISTS).map(
  ([list, name]) =>
    `export const ${list}: readonly Schemas["${name}"][] = ${JSON.stringify(schemas[name].enum)};\n`,
);
write("enums.ts", `import type { Schemas } from ".";\n\n${lists.join("")}`);

/** The lists that the app filters. They are a part of its addresses, which are loaded before the sign-in. */
const FILTERED = [
  "/api/deals/company/{id}",
  "/api/enquiries",
  "/api/leads",
  "/api/opportunities",
  "/api/tasks",
];
const filters = {};
const relativeDays = new Set();
for (const path of FILTERED) {
  const declared = document.paths[path].get.parameters.filter((parameter) => parameter["x-filter"]);
  filters[path] = Object.fromEntries(
    declared.map(({ name, schema, "x-filter": filter }) => [
      name,
      { ...filter, maxLength: schema.maxLength },
    ]),
  );
  for (const { schema } of declared.filter(({ schema }) => schema.format === "days"))
    for (const [word] of schema.pattern.matchAll(/(?<=[(|])[a-z][a-z0-9-]*(?=[|)])/g)) relativeDays.add(word);
}
write(
  "filters.ts",
  `/** The filters that a list of the server takes: by path and parameter. */
export const FILTERS = ${JSON.stringify(filters)} as const;
/** The days that a filter can name relative to today. */
export const RELATIVE_DAYS = ${JSON.stringify([...relativeDays])} as const;
`,
);

const moves = Object.fromEntries(
  schemas.Stage.enum.map((stage) => [stage, schemas.Stage["x-moves"][stage] ?? []]),
);
write(
  "rules.ts",
  `import type { Schemas } from ".";

export const PERMISSIONS_OF: Record<Schemas["Role"], readonly Schemas["Permission"][]> =
  ${JSON.stringify(schemas.Role["x-permissions"])};
export const STAGE_MOVES = ${JSON.stringify(moves)} as const satisfies
  Record<Schemas["Stage"], readonly Schemas["Stage"][]>;
`,
);
