// Compresses every file of dist/ with Brotli and gzip, and prints the size of first loads. Fails when one exceeds its limit.
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

const LIMITS = [
  ["sign-in", 190, ["index.html", "src/sign-in/SignIn.tsx"]],
  [
    "dashboard",
    330,
    [
      "index.html",
      "src/shell/Shell.tsx",
      "src/live/socket.ts",
      "src/words/en/index.ts",
      "src/dashboard/Dashboard.tsx",
    ],
  ],
];
for (const [page, limit, modules] of LIMITS) {
  const bytes = [...needed(modules)].reduce((sum, file) => sum + packed.get(file), packed.get("index.html"));
  const kilobytes = bytes / 1000;
  console.log(`first load of ${page}: ${kilobytes.toFixed(1)} kB gzip, at most ${limit}`);
  if (kilobytes > limit) process.exitCode = 1;
}
