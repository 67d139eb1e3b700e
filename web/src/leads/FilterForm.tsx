import { Button, NativeSelect, SimpleGrid, TextInput } from "@mantine/core";
import type { ContactFilter, Stage, Status } from "../api/records";
import { STAGES, STATUSES } from "../api/records";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { useWorkers } from "../ui/PersonMenu";
import { useTyped } from "../ui/typed";
import { useWords } from "../words";

interface Props {
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
  hasStage: boolean;
}

export function FilterForm({ filter, setFilter, hasStage }: Props) {
  const t = useWords();
  const set = (change: Partial<ContactFilter>) => setFilter({ ...filter, ...change });
  const [source, setSource] = useTyped(filter.source ?? "", (source) => set({ source: source || undefined }));
  const [tag, setTag] = useTyped(filter.tag ?? "", (tag) => set({ tag: tag || undefined }));
  const any = { value: "", label: t("leads.any") };
  return (
    <>
      {hasStage && (
        <NativeSelect
          label={t("field.stage")}
          value={filter.stage ?? ""}
          onChange={(event) => set({ stage: (event.currentTarget.value || undefined) as Stage | undefined })}
          data={[any, ...STAGES.map((value) => ({ value, label: t(`stage.${value}`) }))]}
        />
      )}
      <NativeSelect
        label={t("field.status")}
        value={filter.status ?? ""}
        onChange={(event) => set({ status: (event.currentTarget.value || undefined) as Status | undefined })}
        data={[any, ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]}
      />
      <OwnerSelect filter={filter} set={set} />
      <SimpleGrid cols={2}>
        <TextInput
          label={t("field.source")}
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <TextInput
          label={t("field.tag")}
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("leads.from")}
          value={filter.createdFrom ?? ""}
          onChange={(event) => set({ createdFrom: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label={t("leads.to")}
          value={filter.createdTo ?? ""}
          onChange={(event) => set({ createdTo: event.currentTarget.value || undefined })}
        />
      </SimpleGrid>
      <Button variant="default" onClick={() => setFilter({ sort: filter.sort })}>
        {t("leads.clear")}
      </Button>
    </>
  );
}

function OwnerSelect({
  filter,
  set,
}: {
  filter: ContactFilter;
  set: (change: Partial<ContactFilter>) => void;
}) {
  const t = useWords();
  const me = useMe();
  const known = useWorkers().data ?? [];
  // Until colleagues are read, whoever is asked for is there without a name.
  const asked = filter.ownerId && !known.some(({ id }) => id === filter.ownerId) ? filter.ownerId : undefined;
  const people = [...known, ...(asked ? [{ id: asked, name: "…" }] : [])].filter(({ id }) => id !== me.id);
  // Whoever sees only their own and the unowned ones has nobody else to choose.
  const others = may(me, "leads.manage") ? people.map(({ id, name }) => ({ value: id, label: name })) : [];
  return (
    <NativeSelect
      label={t("field.owner")}
      value={filter.unowned ? "nobody" : (filter.ownerId ?? "")}
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value === "nobody") set({ unowned: true, ownerId: undefined });
        else set({ unowned: undefined, ownerId: value || undefined });
      }}
      data={[
        { value: "", label: t("leads.any") },
        { value: me.id, label: t("leads.me") },
        { value: "nobody", label: t("leads.unowned") },
        ...others,
      ]}
    />
  );
}
