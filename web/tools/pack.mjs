// Compresses every file of dist/ with Brotli and gzip, and prints the size of first loads. Fails when one exceeds
// its limit.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const COMPRESSIBLE = /\.(html|js|css|svg|json|webmanifest)$/;

function files(folder = "") {
  return readdirSync(new URL(folder, dist)).flatMap((name) => {
    const path = `${folder}${name}`;
    return statSync(new URL(path, dist)).isDirectory() ? files(`${path}/`) : [path];
  });
}

const packed = new Map();
for (const path of files().filter((path) => COMPRESSIBLE.test(path) && !path.startsWith(".vite/"))) {
  const text = readFileSync(new URL(path, dist));
  const gzip = gzipSync(text, { level: 9 });
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(new URL(`${path}.gz`, dist), gzip);
  writeFileSync(new URL(`${path}.br`, dist), brotli);
  packed.set(path, gzip.length);
}

const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The files that a browser loads before these modules run. */
function needed(modules, found = new Set()) {
  for (const name of modules) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the build has no ${name}`);
    if (found.has(chunk.file)) continue;
    found.add(chunk.file);
    for (const css of chunk.css ?? []) found.add(css);
    needed(chunk.imports ?? [], found);
  }
  return found;
}

/** What index.html names itself. */
const html = readFileSync(new URL("index.html", dist), "utf8");
const initial = [...html.matchAll(/(?:src|href)="\/(assets\/[^" ]+\.(?:js|css))"/g)].map(([, file]) => file);
/** What every page behind the sign-in loads. */
const INSIDE = ["src/inside.ts", "src/session/queries.tsx"];
/** The kilobytes and files of first loads, fonts and icons not counted. */
const LIMITS = [
  ["sign-in", { kilobytes: 165, files: 9 }, ["src/sign-in/SignIn.tsx"]],
  ["leads", { kilobytes: 400, files: 26 }, [...INSIDE, "src/leads/Leads.tsx"]],
  ["dashboard", { kilobytes: 365, files: 24 }, [...INSIDE, "src/dashboard/Dashboard.tsx"]],
];
for (const [page, limit, modules] of LIMITS) {
  const files = [...new Set(["index.html", "boot.js", ...initial, ...needed(modules)])];
  const kilobytes = files.reduce((sum, file) => sum + packed.get(file), 0) / 1_000;
  console.log(
    `first load of ${page}: ${kilobytes.toFixed(1)} kB gzip, at most ${limit.kilobytes}; ${files.length} files, at most ${limit.files}`,
  );
  if (kilobytes > limit.kilobytes || files.length > limit.files) process.exitCode = 1;
}
