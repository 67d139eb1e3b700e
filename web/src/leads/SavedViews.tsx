import { Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconBookmark, IconBookmarkPlus, IconChevronDown, IconTrash } from "@tabler/icons-react";
import type { ContactFilter } from "../api/records";
import { useMe } from "../session/me";
import { undoable } from "../ui/notify";
import { useWords } from "../words";

interface View {
  name: string;
  filter: ContactFilter;
}

/** Filters by name: those that everybody needs, and one's own. */
export function SavedViews({
  filter,
  setFilter,
}: {
  filter: ContactFilter;
  setFilter: (filter: ContactFilter) => void;
}) {
  const t = useWords();
  const me = useMe();
  const [naming, { open, close }] = useDisclosure();
  // Kept on this device beyond the sign-out: they say what one looks for, not what there is.
  const [views, setViews] = useLocalStorage<View[]>({ key: `tandem.views.${me.id}`, defaultValue: [] });
  const form = useForm({ initialValues: { name: "" } });
  const common: View[] = [
    { name: t("leads.all"), filter: {} },
    { name: t("leads.mine"), filter: { ownerId: me.id } },
    { name: t("leads.unownedView"), filter: { unowned: true } },
    { name: t("leads.recent"), filter: { sort: "-updatedAt" } },
  ];
  const key = (filter: ContactFilter) =>
    JSON.stringify(
      Object.entries(filter)
        .filter(([, value]) => value !== undefined)
        .sort(),
    );
  const here = [...common, ...views].find((view) => key(view.filter) === key(filter));
  const save = ({ name }: { name: string }) => {
    setViews([...views.filter((view) => view.name !== name), { name, filter }]);
    form.reset();
    close();
  };
  const remove = (gone: View) => {
    setViews(views.filter((view) => view !== gone));
    undoable(
      t("leads.viewDeleted", { name: gone.name }),
      () => undefined,
      () => setViews(views),
    );
  };
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
            {here?.name ?? t("leads.views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {common.map((view) => (
            <Menu.Item key={view.name} onClick={() => setFilter(view.filter)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          {views.map((view) => (
            <Menu.Item key={view.name} onClick={() => setFilter(view.filter)}>
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {here && views.includes(here) ? (
            <Menu.Item leftSection={<IconTrash size={15} aria-hidden />} onClick={() => remove(here)}>
              {t("leads.deleteView", { name: here.name })}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconBookmarkPlus size={15} aria-hidden />}
              onClick={open}
              disabled={!!here}
            >
              {t("leads.saveView")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={naming}
        onClose={close}
        title={t("leads.saveView")}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <form onSubmit={form.onSubmit(save)}>
          <Stack>
            <TextInput
              label={t("field.name")}
              required
              maxLength={60}
              data-autofocus
              {...form.getInputProps("name")}
            />
            <Group justify="end">
              <Button type="submit">{t("do.save")}</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
