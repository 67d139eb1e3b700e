import { Combobox, Group, Text, Textarea, type TextareaProps, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Colleague, colleaguesQuery } from "../../employees/noun";
import { useMe } from "../../session/me";
import { useWords } from "../../words";
import { Avatar } from "../Avatar";
import { matching, mentionBefore, mentionedIn } from "./mentions";

interface Props extends Omit<TextareaProps, "value" | "onChange"> {
  value?: string;
  onChange?: (text: string) => void;
  /** Only colleagues who may see the record are notified of a mention. */
  canSee: (colleague: Colleague) => boolean;
}

const MAX_SUGGESTIONS = 6;

/**
 * A textarea in which `@` suggests colleagues. Those who may not see the record are marked in the suggestions, and a
 * warning names them while the text mentions them.
 */
export function MentionTextarea({ value = "", onChange, canSee, ...props }: Props) {
  const t = useWords();
  const { field, combobox, people, suggested, type, insert, setCaret } = useMentions(value, onChange);
  const withoutAccess = mentionedIn(value, people).filter((person) => !canSee(person));
  return (
    <Combobox store={combobox} onOptionSubmit={insert} position="bottom-start" withinPortal={false}>
      <Combobox.Target targetType="input" withKeyboardNavigation={suggested.length > 0}>
        <Textarea
          {...props}
          ref={field}
          value={value}
          onChange={(event) => type(event.currentTarget.value, event.currentTarget.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={suggested.length === 0}>
        <Combobox.Options aria-label={t("mention.offer")}>
          {suggested.map((person) => (
            <Suggestion key={person.id} person={person} canSee={canSee(person)} />
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
      {withoutAccess.length > 0 && (
        <Text size="xs" c="var(--mantine-color-error)" role="status" mt={4}>
          {t("mention.warning", { count: withoutAccess.length, names: listed(withoutAccess) })}
        </Text>
      )}
    </Combobox>
  );
}

/** The colleagues that the text before the caret may mention, and what writes one of their names into it. */
function useMentions(value: string, onChange: Props["onChange"]) {
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data: all = [] } = useQuery(colleaguesQuery);
  const people = all.filter(({ id, status }) => status === "ACTIVE" && id !== me.id);
  const mention = mentionBefore(value, caret);
  const suggested = mention ? matching(people, mention.typed).slice(0, MAX_SUGGESTIONS) : [];
  const type = (text: string, at: number) => {
    onChange?.(text);
    setCaret(at);
    if (mentionBefore(text, at)) combobox.openDropdown();
    else combobox.closeDropdown();
  };
  // Enter takes the first suggestion, which can be selected only once it has been rendered.
  const first = combobox.dropdownOpened ? suggested[0]?.id : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection follows the first suggestion
  useEffect(() => {
    if (first) combobox.selectFirstOption();
  }, [first]);
  const insert = (name: string) => {
    if (!mention) return;
    const before = `${value.slice(0, mention.at)}@${name} `;
    onChange?.(before + value.slice(caret).trimStart());
    setCaret(before.length);
    combobox.closeDropdown();
    // The text has its new value only after this render.
    requestAnimationFrame(() => field.current?.setSelectionRange(before.length, before.length));
  };
  return { field, combobox, people, suggested, type, insert, setCaret };
}

function Suggestion({ person, canSee }: { person: Colleague; canSee: boolean }) {
  const t = useWords();
  return (
    <Combobox.Option value={person.name}>
      <Group gap={8} wrap="nowrap">
        <Avatar person={person} size={22} />
        <Text size="sm" truncate>
          {person.name}
        </Text>
        {!canSee && (
          <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap" }}>
            {t("mention.noAccess")}
          </Text>
        )}
      </Group>
    </Combobox.Option>
  );
}

/** "Asha Rao and Ravi Iyer", in the language of the page. */
export function listed(people: readonly { name: string }[]): string {
  return new Intl.ListFormat(document.documentElement.lang).format(people.map(({ name }) => name));
}
