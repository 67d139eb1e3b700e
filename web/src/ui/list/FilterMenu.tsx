import { Button, Group, Indicator, Pill, Popover, Stack, Text } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../words";
import { IconLabel } from "../IconLabel";
import { FilterForm } from "./FilterForm";
import classes from "./FilterMenu.module.css";
import { type FilterField, pillText, withoutFields } from "./filters";

interface Props<Filter> {
  fields: readonly FilterField<Filter>[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** A button with the number of active filters, which opens the filter form. */
export function FilterMenu<Filter extends object>({ fields, filter, onChange }: Props<Filter>) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const [cleared, setCleared] = useState(0);
  const pills = fields.filter((field) => pillText(field, filter) !== undefined).length;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      closeOnEscape={false}
      position="bottom-start"
      middlewares={{ shift: true, flip: false, size: { padding: 8 } }}
      width={340}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Indicator disabled={pills === 0} label={pills} size={16}>
        <Popover.Target>
          <Button variant="default" px="sm" onClick={() => setOpened(!opened)}>
            <IconLabel icon={IconFilter} label={t("filter.open")} />
          </Button>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown
        className={classes.form}
        onKeyDown={(event) => event.key === "Escape" && !isListOpen(event.target) && setOpened(false)}
      >
        <Stack>
          <FilterForm key={cleared} fields={fields} filter={filter} onChange={onChange} />
          <Button
            variant="default"
            onClick={() => {
              setCleared(cleared + 1);
              onChange(withoutFields(filter, fields));
            }}
          >
            {t("filter.clear")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Whether a list of options is open in which a key was pressed. Escape closes that first. */
function isListOpen(target: EventTarget): boolean {
  return target instanceof Element && target.getAttribute("aria-expanded") === "true";
}

/** A pill for each field that the list is filtered by, which removes the field. */
function FilterPills<Filter extends object>({ fields, filter, onChange }: Props<Filter>) {
  const t = useWords();
  return fields.map((field) => {
    const label = pillText(field, filter);
    return (
      label && (
        <Pill
          key={field.name}
          withRemoveButton
          size="md"
          onRemove={() => onChange(withoutFields(filter, [field]))}
          removeButtonProps={{ "aria-label": t("filter.drop", { label }), tabIndex: 0, "aria-hidden": false }}
        >
          {label}
        </Pill>
      )
    );
  });
}

interface ActiveFiltersProps<Filter> extends Props<Filter> {
  /** How many rows match, in words, once that is known. */
  total?: string;
}

/** The pills of a list and how many rows match; nothing while the list is not filtered. */
export function ActiveFilters<Filter extends object>({ total, ...props }: ActiveFiltersProps<Filter>) {
  if (props.fields.every((field) => pillText(field, props.filter) === undefined)) return null;
  return (
    <Group gap="xs" mb="sm">
      <FilterPills {...props} />
      <ResultCount>{total}</ResultCount>
    </Group>
  );
}

/** The filters of a list in the bar of its page: the form, the pills where there is room, and how many rows match. */
export function BarFilters<Filter extends object>({ total, ...props }: ActiveFiltersProps<Filter>) {
  return (
    <>
      <FilterMenu {...props} />
      <div className={classes.pills}>
        <FilterPills {...props} />
      </div>
      <ResultCount>{total}</ResultCount>
    </>
  );
}

/** How many rows match. */
function ResultCount({ children }: { children: string | undefined }) {
  if (children === undefined) return null;
  return (
    <Text size="sm" c="dimmed" className={`number ${classes.total}`} role="status">
      {children}
    </Text>
  );
}
