import { createElement, Fragment, type ReactNode } from "react";

/** A text with elements in place of its placeholders. */
export function Filled({ text, parts }: { text: string; parts: Record<string, ReactNode> }) {
  const pieces = text.split(/{{(\w+)}}/).map((piece, index) => (index % 2 === 0 ? piece : parts[piece]));
  return createElement(Fragment, null, ...pieces);
}
