// Writes src/words/texts.ts: the type of all texts, from the English catalogues. Never edited, never committed.
import { readdirSync, writeFileSync } from "node:fs";

const words = new URL("../src/words/", import.meta.url);
const files = readdirSync(new URL("en/", words), { recursive: true })
  .filter((file) => file.endsWith(".json"))
  .sort();
const imports = files.map((file, index) => `import type file${index} from "./en/${file}";`);
const all = files.map((_, index) => `typeof file${index}`).join(" & ");
writeFileSync(
  new URL("texts.ts", words),
  `// Generated from en/.\n\n${imports.join("\n")}\n\nexport type Texts = ${all};\n`,
);
