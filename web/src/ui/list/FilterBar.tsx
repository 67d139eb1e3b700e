import { TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ComponentPropsWithoutRef, useRef } from "react";
import { CommandKeys } from "../keyboard/CommandKeys";
import { useCommands } from "../keyboard/useCommands";
import classes from "./FilterBar.module.css";
import { BarFilters } from "./FilterMenu";
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

/** The search and the filters of a list, in the bar of its page. */
export function FilterBar<Filter extends { q?: string }>(props: Props<Filter>) {
  const { filter, onChange, searchLabel } = props;
  return (
    <>
      <SearchInput
        className={classes.search}
        label={searchLabel}
        value={filter.q ?? ""}
        onChange={(q) => onChange({ ...filter, q: q || undefined })}
      />
      <BarFilters {...props} />
    </>
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
  // The key is not shown on touch screens, and the text needs its place.
  const isTouch = useMediaQuery("(pointer: coarse)", false, { getInitialValueInEffect: false });
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
      rightSection={text === "" && !isTouch && <CommandKeys of="list.search" />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
