/** Somebody who can be mentioned. */
export interface Mentioned {
  id: string;
  name: string;
}

/** What is being typed behind an `@`, and where the `@` is; `undefined`: nobody is being mentioned. */
export function mentionBefore(text: string, caret: number): { at: number; typed: string } | undefined {
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}][\p{L}\p{M}\p{N} .'’-]{0,40}|)$/u.exec(
    text.slice(0, caret),
  );
  if (!found) return undefined;
  const typed = found[1] ?? "";
  return { at: caret - typed.length - 1, typed };
}

/** Those whose name, or a part of it, begins with what is typed. */
export function matching<Person extends Mentioned>(people: readonly Person[], typed: string): Person[] {
  const begun = typed.toLowerCase();
  const begins = ({ name }: Person) => {
    const whole = name.toLowerCase();
    return whole.startsWith(begun) || whole.split(/\s+/).some((part) => part.startsWith(begun));
  };
  return people.filter(begins);
}

/** Those whom a text mentions by their whole name, as the server reads it: the longest name at an `@` counts. */
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
