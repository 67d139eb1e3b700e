/**
 * The values of a filter as lists of the server take them: `NEW,CONTACTED`. A character after a backslash is part of its
 * value. Parts are kept as they are written, so that `none` and a value that reads "none" stay different.
 */

/** The part that stands for no value, where a field may be empty. */
export const NONE = "none";

/** The parts between the commas, each once. */
export function splitValues(text: string): string[] {
  const parts = text.match(/(?:\\[\s\S]|\\$|[^,\\])+/g) ?? [];
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
}

/** As many of the parts as fit into a length, with commas between them. */
export function joinValues(parts: readonly string[], maxLength = Number.POSITIVE_INFINITY): string {
  return parts.reduce((joined, part) => {
    const longer = joined === "" ? part : `${joined},${part}`;
    return longer.length > maxLength ? joined : longer;
  }, "");
}

/** The value that a part stands for. */
export function unescapeValue(part: string): string {
  return part.replace(/\\([\s\S])/g, "$1");
}

/** The part that stands for a value. */
export function escapeValue(value: string): string {
  const escaped = value.replace(/[\\,]/g, "\\$&");
  return escaped === NONE ? `\\${NONE}` : escaped;
}
