const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[\s:/-]+/)
    .filter(Boolean);

/** Whether each word of the text begins a word of the label. */
export function matches(label: string, text: string): boolean {
  const words = wordsOf(label);
  return wordsOf(text).every((typed) => words.some((word) => word.startsWith(typed)));
}
