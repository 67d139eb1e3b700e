import { Button, Group, Indicator, Pill, Popover, Stack, TextInput } from "@mantine/core";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { contactTotal } from "../api/reads";
import type { ContactFilter } from "../api/records";
import { useMe } from "../session/me";
import { useWorkers } from "../ui/PersonMenu";
import { useTyped } from "../ui/typed";
import { useWords } from "../words";
import { count, day } from "../words/format";
import { FilterForm } from "./FilterForm";

interface Props {
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
  /** On the board the stages stand beside each other. */
  hasStage: boolean;
}

/** What narrows the list: a text, and one chip for each thing asked for. */
export function FilterBar({ filter, setFilter, hasStage }: Props) {
  const t = useWords();
  const [text, setText] = useTyped(filter.q ?? "", (q) => setFilter({ ...filter, q: q || undefined }));
  const chips = useChips(filter);
  const { sort: _, ...asked } = filter;
  const total = useQuery(contactTotal(asked)).data;
  return (
    <Group gap="xs" mb="sm">
      <TextInput
        w={{ base: "100%", xs: 260 }}
        aria-label={t("leads.search")}
        placeholder={t("leads.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Popover position="bottom-start" width={320} trapFocus shadow="md">
        <Indicator disabled={chips.length === 0} label={chips.length} size={16}>
          <Popover.Target>
            <Button variant="default" leftSection={<IconFilter size={16} aria-hidden />}>
              {t("leads.filter")}
            </Button>
          </Popover.Target>
        </Indicator>
        <Popover.Dropdown>
          <Stack>
            <FilterForm filter={filter} setFilter={setFilter} hasStage={hasStage} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {chips.map(({ field, label }) => (
        <Pill
          key={field}
          withRemoveButton
          size="md"
          onRemove={() =>
            setFilter({ ...filter, ...(field === "entered" ? NO_COHORT : { [field]: undefined }) })
          }
          removeButtonProps={{ "aria-label": t("leads.drop", { label }), tabIndex: 0, "aria-hidden": false }}
        >
          {label}
        </Pill>
      ))}
      {total !== undefined && (
        <span className="number" style={{ color: "var(--mantine-color-dimmed)", fontSize: 14 }} role="status">
          {t("leads.total", { count: total, n: count(total) })}
        </span>
      )}
    </Group>
  );
}

/** Without the stage that was entered, its days mean nothing. */
const NO_COHORT = { entered: undefined, enteredFrom: undefined, enteredTo: undefined, advanced: undefined };

/** What is asked for as it is written. */
const TEXTS = ["email", "phone", "source"] as const;

/** Which stage the leads have entered, and in which days. */
function useCohort({ entered, enteredFrom, enteredTo }: ContactFilter): string | undefined {
  const t = useWords();
  if (!entered) return undefined;
  const stage = t(`stage.${entered}`);
  const dates = [enteredFrom, enteredTo];
  if (dates.every((date) => date === undefined)) return t("funnel.openEntered", { stage });
  return t("leads.entered", { stage, days: dates.map((date) => date && day(date)).join(" – ") });
}

/** Each thing that is asked for, in words. */
function useChips(filter: ContactFilter) {
  const t = useWords();
  const me = useMe();
  const { data: people = [] } = useWorkers();
  const owner =
    filter.ownerId === me.id ? t("leads.me") : people.find(({ id }) => id === filter.ownerId)?.name;
  const entered = useCohort(filter);
  const ids = filter.ids?.split(",").length ?? 0;
  const chips: (readonly [keyof ContactFilter, string | undefined])[] = [
    ["stage", filter.stage && t(`stage.${filter.stage}`)],
    ["status", filter.status && t(`status.${filter.status}`)],
    ["ownerId", filter.ownerId && `${t("field.owner")}: ${owner ?? "…"}`],
    ["unowned", filter.unowned ? t("leads.unowned") : undefined],
    ["unowned", filter.unowned === false ? t("leads.owned") : undefined],
    ...TEXTS.map((field) => [field, filter[field] && `${t(`field.${field}`)}: ${filter[field]}`] as const),
    ["ids", ids > 0 ? t("bulk.selected", { count: ids, n: count(ids) }) : undefined],
    ["tag", filter.tag && `#${filter.tag}`],
    ["createdFrom", filter.createdFrom && `${t("leads.from")} ${day(filter.createdFrom)}`],
    ["createdTo", filter.createdTo && `${t("leads.to")} ${day(filter.createdTo)}`],
    ["entered", entered],
    ["advanced", filter.entered && filter.advanced ? t("leads.advanced") : undefined],
  ];
  return chips.flatMap(([field, label]) => (label ? [{ field, label }] : []));
}
