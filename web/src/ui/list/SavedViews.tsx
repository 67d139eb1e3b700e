import { Button, Menu, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { readLocalStorageValue, useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconBookmark, IconBookmarkPlus, IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useWords } from "../../words";
import { Dialog } from "../form/Dialog";
import { FormFooter } from "../form/Footer";
import { Form } from "../form/Form";
import { undoable } from "../notify";

export interface View<Filter> {
  name: string;
  filter: Filter;
}

interface Props<Filter> {
  /** Where this device stores the views. They outlive the sign-out: they hold filters and no data. */
  storageKey: string;
  /** The views that everybody has. */
  common: readonly View<Filter>[];
  /** Reads a stored filter, which an earlier version of the app may have written. */
  parse: (stored: Record<string, unknown>) => Filter;
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** The views of a list: filters by name, the common ones and one's own. */
export function SavedViews<Filter extends object>(props: Props<Filter>) {
  const { common, filter, onChange } = props;
  const t = useWords();
  const [saving, { open, close }] = useDisclosure();
  const { views, save, remove } = useStoredViews(props);
  const current = [...common, ...views].find((view) => isSame(view.filter, filter));
  const item = (view: View<Filter>) => (
    <Menu.Item key={view.name} onClick={() => onChange(view.filter)}>
      {view.name}
    </Menu.Item>
  );
  return (
    <>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconBookmark size={15} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {current?.name ?? t("list.views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {common.map(item)}
          {views.length > 0 && <Menu.Divider />}
          {views.map(item)}
          <Menu.Divider />
          {current && views.includes(current) ? (
            <DeleteItem name={current.name} onClick={() => remove(current)} />
          ) : (
            <SaveItem onClick={open} disabled={!!current} />
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={saving} onClose={close} title={t("list.saveView")}>
        <ViewForm
          save={(name) => {
            save(name);
            close();
          }}
        />
      </Dialog>
    </>
  );
}

/** One's own views, by name. */
function useStoredViews<Filter extends object>({ storageKey, parse, filter }: Props<Filter>) {
  const t = useWords();
  const [stored, setStored] = useLocalStorage<View<object>[]>({ key: storageKey, defaultValue: [] });
  return {
    views: stored.map(({ name, filter }) => ({ name, filter: parse({ ...filter }) })),
    save: (name: string) => setStored([...stored.filter((view) => view.name !== name), { name, filter }]),
    remove: ({ name }: View<Filter>) => {
      const removed = stored.filter((view) => view.name === name);
      setStored(stored.filter((view) => view.name !== name));
      // Views may have been saved since, also by another page.
      const restore = () => {
        const now = readLocalStorageValue<View<object>[]>({ key: storageKey, defaultValue: [] });
        setStored([...now, ...removed.filter((view) => now.every((other) => other.name !== view.name))]);
      };
      undoable(t("list.viewDeleted", { name }), () => undefined, restore);
    },
  };
}

function DeleteItem({ name, onClick }: { name: string; onClick: () => void }) {
  const t = useWords();
  return (
    <Menu.Item leftSection={<IconTrash size={15} aria-hidden />} onClick={onClick}>
      {t("list.deleteView", { name })}
    </Menu.Item>
  );
}

function SaveItem({ disabled, onClick }: { disabled: boolean; onClick: () => void }) {
  const t = useWords();
  return (
    <Menu.Item leftSection={<IconBookmarkPlus size={15} aria-hidden />} onClick={onClick} disabled={disabled}>
      {t("list.saveView")}
    </Menu.Item>
  );
}

function ViewForm({ save }: { save: (name: string) => void }) {
  const t = useWords();
  const form = useForm({ initialValues: { name: "" } });
  return (
    <Form form={form} save={async ({ name }) => save(name)}>
      <TextInput
        label={t("field.name")}
        required
        maxLength={60}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <FormFooter submitLabel={t("do.save")} />
    </Form>
  );
}

function isSame(a: object, b: object): boolean {
  const criteria = (filter: object) =>
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort();
  return JSON.stringify(criteria(a)) === JSON.stringify(criteria(b));
}
