import { Group, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ComponentPropsWithoutRef, useRef } from "react";
import { useCommands } from "../keyboard/useCommands";
import { FilterMenu, FilterPills, ResultCount } from "./FilterMenu";
import type { FilterField } from "./filters";
import { useDebouncedText } from "./useDebouncedText";

interface Props<Filter> {
  fields: readonly FilterField<Filter>[];
  filter: Filter;
  onChange: (filter: Filter) => void;
  searchLabel: string;
  /** How many rows match, in words, once that is known. */
  total: string | undefined;
}

/** The search of a list, its filter form in a popover, a pill for each field that it is filtered by, and the total. */
export function FilterBar<Filter extends { q?: string }>(props: Props<Filter>) {
  const { filter, onChange, searchLabel, total } = props;
  return (
    <Group gap="xs" mb="sm">
      <SearchInput
        w={{ base: "calc(100% - 4rem)", xs: 260 }}
        label={searchLabel}
        value={filter.q ?? ""}
        onChange={(q) => onChange({ ...filter, q: q || undefined })}
      />
      <FilterMenu {...props} />
      <FilterPills {...props} />
      <ResultCount>{total}</ResultCount>
    </Group>
  );
}

interface SearchInputProps extends Omit<ComponentPropsWithoutRef<typeof TextInput>, "onChange"> {
  label: string;
  value: string;
  onChange: (q: string) => void;
}

/** An address with a longer search is opened without it. */
const MAX_SEARCH_LENGTH = 200;

export function SearchInput({ label, value, onChange, ...props }: SearchInputProps) {
  const [text, setText] = useDebouncedText(value, onChange);
  const input = useRef<HTMLInputElement>(null);
  useCommands({
    "list.search": () => {
      input.current?.focus();
      input.current?.select();
    },
  });
  return (
    <TextInput
      {...props}
      ref={input}
      aria-label={label}
      placeholder={label}
      maxLength={MAX_SEARCH_LENGTH}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
