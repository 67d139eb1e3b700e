/** Somebody who can be mentioned. */
interface Mentioned {
  id: string;
  name: string;
}

/** The text typed after an `@` before the caret, and where the `@` is; `undefined` if the caret is in no mention. */
export function mentionBefore(text: string, caret: number): { at: number; typed: string } | undefined {
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]{0,40}|)$/u.exec(
    text.slice(0, caret),
  );
  if (!found) return undefined;
  const typed = found[1] ?? "";
  return { at: caret - typed.length - 1, typed };
}

/** People with a name, or a word of it, that starts with the typed text. */
export function matching<Person extends Mentioned>(people: readonly Person[], typed: string): Person[] {
  const prefix = typed.toLowerCase();
  const hasPrefix = ({ name }: Person) => {
    const whole = name.toLowerCase();
    return whole.startsWith(prefix) || whole.split(/\s+/).some((part) => part.startsWith(prefix));
  };
  return people.filter(hasPrefix);
}

/** The people whom a text mentions by their full name. The longest name after an `@` counts, as on the server. */
export function mentionedIn<Person extends Mentioned>(text: string, people: readonly Person[]): Person[] {
  const found = new Set<Person>();
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])@/gu)) {
    const rest = text.slice(index + 1).toLowerCase();
    const named = people.filter(
      ({ name }) => rest.startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length)),
    );
    const longest = named.sort((a, b) => b.name.length - a.name.length)[0];
    if (longest) found.add(longest);
  }
  return [...found];
}
