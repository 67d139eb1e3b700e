import type { SentenceParts } from "../noun";
import { t } from ".";

/** The sentence of an event of a kind. `{{who}}`, `{{name}}` and `{{stage}}` are left in it, for elements. */
export function sentenceOf(kind: string, { context, values }: SentenceParts): string {
  const open = { who: "{{who}}", name: "{{name}}", stage: "{{stage}}" };
  return t(`event.${kind.replace(":", "_")}`, {
    ...open,
    ...values,
    context,
    defaultValue: t("event.unknown", open),
  });
}
