import { Box, MultiSelect, NativeSelect, Pill, SimpleGrid, TagsInput } from "@mantine/core";
import { escapeValue, joinValues, splitValues, unescapeValue } from "../../live/filterValues";
import { useWords } from "../../words";
import { DaysInput } from "./DaysInput";
import classes from "./FilterMenu.module.css";
import { type FilterField, type Option, UNKNOWN } from "./filters";

interface Props<Filter> {
  fields: readonly FilterField<Filter>[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** An input for every field that is not hidden. Short ones are laid out in two columns. */
export function FilterForm<Filter extends object>({ fields, filter, onChange }: Props<Filter>) {
  return (
    <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
      {fields
        .filter(({ isHidden }) => !isHidden)
        .map((field) => {
          const isWide = field.type === "choice" || field.type === "reference";
          return (
            <Box key={field.name} miw={0} style={{ gridColumn: isWide ? "1 / -1" : undefined }}>
              <FilterInput
                field={field}
                value={filter[field.name] === undefined ? "" : String(filter[field.name])}
                onChange={(value) => onChange({ ...filter, [field.name]: value })}
              />
            </Box>
          );
        })}
    </SimpleGrid>
  );
}

interface InputProps<Filter> {
  field: FilterField<Filter>;
  value: string;
  onChange: (value: string | boolean | undefined) => void;
}

function FilterInput<Filter>({ field, value, onChange }: InputProps<Filter>) {
  switch (field.type) {
    case "choice":
    case "reference":
      return <ValuesInput field={field} value={value} onChange={onChange} />;
    case "date":
      return <DaysInput label={field.label} value={value} onChange={onChange} />;
    case "flag":
      return <FlagInput field={field} value={value} onChange={onChange} />;
    default:
      return <TextsInput field={field} value={value} onChange={onChange} />;
  }
}

/** Lists of options are a part of the popover, so that a click into one does not close it, and reach over its edge. */
const COMBOBOX = { withinPortal: false, floatingStrategy: "fixed" } as const;
const CLASSES = { inputField: classes.field, options: classes.options };

/** Several of the options. */
function ValuesInput<Filter>({ field, value, onChange }: InputProps<Filter>) {
  const t = useWords();
  const { label, placeholder = t("filter.any"), options = [], maxLength } = field;
  const values = splitValues(value);
  return (
    <MultiSelect
      label={label}
      placeholder={values.length === 0 ? placeholder : undefined}
      data={withUnknown(options, values)}
      value={values}
      onChange={(values) => onChange(joinValues(values, maxLength) || undefined)}
      searchable
      openOnFocus={false}
      withScrollArea={false}
      nothingFoundMessage={t("state.noMatch")}
      comboboxProps={COMBOBOX}
      classNames={CLASSES}
    />
  );
}

/** A referenced record whose name is not known yet is an option without a name. */
function withUnknown(options: readonly Option[], values: readonly string[]): Option[] {
  const unknown = values.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...unknown.map((value) => ({ value, label: UNKNOWN }))];
}

/** Several texts that are typed. A comma may be part of one. */
function TextsInput<Filter>({ field, value, onChange }: InputProps<Filter>) {
  const t = useWords();
  const { label, placeholder = t("filter.any"), options = [], maxLength } = field;
  const values = splitValues(value);
  const isWritten = (text: string) => values.includes(text) || options.some(({ value }) => value === text);
  const labelOf = (part: string) =>
    options.find((option) => option.value === part)?.label ?? unescapeValue(part);
  return (
    <TagsInput
      label={label}
      placeholder={values.length === 0 ? placeholder : undefined}
      data={[...options]}
      value={values}
      onChange={(texts) => {
        const parts = texts.map((text) => (isWritten(text) ? text : escapeValue(text)));
        onChange(joinValues([...new Set(parts)], maxLength) || undefined);
      }}
      renderPill={({ value, onRemove }) => (
        <Pill withRemoveButton onRemove={onRemove}>
          {value === undefined ? "" : labelOf(value)}
        </Pill>
      )}
      isDuplicate={(text, texts) => texts.includes(text)}
      splitChars={[]}
      comboboxProps={COMBOBOX}
      classNames={CLASSES}
    />
  );
}

function FlagInput<Filter>({ field: { label }, value, onChange }: InputProps<Filter>) {
  const t = useWords();
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={({ currentTarget: { value } }) => onChange(value === "" ? undefined : value === "true")}
      data={[
        { value: "", label: t("filter.any") },
        { value: "true", label: t("filter.flag.true") },
        { value: "false", label: t("filter.flag.false") },
      ]}
    />
  );
}
