// Writes src/protocol/: the types of REST and of the events, from ../protocol/. Never edited, never committed.
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
const types = astToString(await openapiTS(document));
const events = kinds.map((kind) => `  "${kind}": components["schemas"]["${kind}"];`).join("\n");
const target = new URL("../src/protocol/", import.meta.url);
mkdirSync(target, { recursive: true });
writeFileSync(
  new URL("index.ts", target),
  `// Generated from protocol/.\n\n${types}\n/** What an event of each kind is. */\nexport interface Events {\n${events}\n}\n`,
);
