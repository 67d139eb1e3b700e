import { Combobox, Group, Text, Textarea, type TextareaProps, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { colleagues } from "../api/reads";
import type { Colleague } from "../api/records";
import { useMe } from "../session/me";
import { useWords } from "../words";
import { Face } from "./Face";
import { matching, mentionBefore, mentionedIn } from "./mentions";

interface Props extends Omit<TextareaProps, "value" | "onChange"> {
  value?: string;
  onChange?: (text: string) => void;
  /** Who would be notified of a mention: whoever may see the record. */
  canSee: (colleague: Colleague) => boolean;
}

/** People that the list under the text shows at most. */
const SHOWN = 6;

/**
 * Text in which `@` offers colleagues. Who may not see the record is marked as such in the list, and named under the
 * text while they are mentioned in it. Ctrl+Enter sends the form.
 */
export function MentionTextarea({ value = "", onChange, canSee, ...props }: Props) {
  const t = useWords();
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data: all = [] } = useQuery(colleagues);
  const people = all.filter(({ id, status }) => status === "ACTIVE" && id !== me.id);
  const mention = mentionBefore(value, caret);
  const offered = mention ? matching(people, mention.typed).slice(0, SHOWN) : [];
  const unseeing = mentionedIn(value, people).filter((person) => !canSee(person));
  const type = (text: string, at: number) => {
    onChange?.(text);
    setCaret(at);
    if (mentionBefore(text, at)) combobox.openDropdown();
    else combobox.closeDropdown();
  };
  // Enter takes the first one; it is there only after it has been drawn.
  const first = combobox.dropdownOpened ? offered[0]?.id : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has another first one
  useEffect(() => {
    if (first) combobox.selectFirstOption();
  }, [first]);
  const choose = (name: string) => {
    if (!mention) return;
    const before = `${value.slice(0, mention.at)}@${name} `;
    onChange?.(before + value.slice(caret).trimStart());
    setCaret(before.length);
    combobox.closeDropdown();
    // The text is there after this render.
    requestAnimationFrame(() => field.current?.setSelectionRange(before.length, before.length));
  };
  const send = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start" withinPortal={false}>
      <Combobox.Target targetType="input" withKeyboardNavigation={offered.length > 0}>
        <Textarea
          {...props}
          ref={field}
          value={value}
          onChange={(event) => type(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={() => combobox.closeDropdown()}
          onKeyDownCapture={send}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={offered.length === 0}>
        <Combobox.Options aria-label={t("mention.offer")}>
          {offered.map((person) => (
            <Combobox.Option key={person.id} value={person.name}>
              <Group gap={8} wrap="nowrap">
                <Face person={person} size={22} />
                <Text size="sm" truncate>
                  {person.name}
                </Text>
                {!canSee(person) && (
                  <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap" }}>
                    {t("mention.noAccess")}
                  </Text>
                )}
              </Group>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
      {unseeing.length > 0 && (
        <Text size="xs" c="var(--mantine-color-error)" role="status" mt={4}>
          {t("mention.warning", { count: unseeing.length, names: listed(unseeing) })}
        </Text>
      )}
    </Combobox>
  );
}

/** "Asha Rao and Ravi Iyer", in the language of the page. */
export function listed(people: readonly { name: string }[]): string {
  return new Intl.ListFormat(document.documentElement.lang).format(people.map(({ name }) => name));
}
