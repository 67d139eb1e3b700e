import { Button, Menu, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmarkPlus, IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useWords } from "../../words";
import { Dialog } from "../form/Dialog";
import { FormFooter } from "../form/Footer";
import { Form } from "../form/Form";
import { isSameFilter, useStoredViews, type View, type ViewedList } from "./views";

interface Props<Filter> {
  list: Pick<ViewedList<Filter>, "id" | "parse">;
  /** The views that everybody has. */
  common: readonly View<Filter>[];
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** The views of a list: filters by name, the common ones and one's own. */
export function SavedViews<Filter extends object>(props: Props<Filter>) {
  const { list, common, filter, onChange } = props;
  const t = useWords();
  const [saving, { open, close }] = useDisclosure();
  const { views, save, remove } = useStoredViews(list);
  const current = [...common, ...views].find((view) => isSameFilter(view.filter, filter));
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
            color="gray"
            px={8}
            miw={0}
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
            save({ name, filter });
            close();
          }}
        />
      </Dialog>
    </>
  );
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
