// Writes src/fonts/ from the packages of the fonts: the characters and weights that the app uses, which halves what a
// browser loads. Never edited, never committed.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import subset from "subset-font";

const require = createRequire(import.meta.url);
const target = new URL("../src/fonts/", import.meta.url);
/** The app has the weights 400, 500 and 600. */
const WEIGHTS = { wght: { min: 400, max: 600 } };

const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)).join("");

/** Each file with the one that it is made of. Figures of equal width and kerning are features, which are kept. */
const FONTS = {
  // Letters of western Europe, with the dashes, quotes, arrows and signs that texts have.
  "inter.woff2": {
    from: "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    text: `${range(0x20, 0x7e)}${range(0xa0, 0xff)}ıŒœˆ˚˜${range(0x2010, 0x2027)}${range(0x2030, 0x203a)}€™←↑→↓−`,
  },
  // The package has them with eleven hundred letters: an amount in rupees would load 85 kB.
  "inter-currencies.woff2": {
    from: "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
    text: "₦₨₩₪₫₱₴₸₹₺₽₿",
  },
  "noto-sans-devanagari.woff2": {
    from: "@fontsource-variable/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-wght-normal.woff2",
    text: `${range(0x900, 0x97f)}\u200c\u200d◌`,
  },
};

mkdirSync(target, { recursive: true });
const changed = (path) => statSync(path).mtimeMs;
for (const [name, { from, text }] of Object.entries(FONTS)) {
  const source = require.resolve(from);
  const file = new URL(name, target);
  const isCurrent =
    existsSync(file) && changed(file) > Math.max(changed(source), changed(new URL(import.meta.url)));
  if (isCurrent) continue;
  const font = await subset(readFileSync(source), text, { targetFormat: "woff2", variationAxes: WEIGHTS });
  writeFileSync(file, font);
}
