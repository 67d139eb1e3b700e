import { Button, Group, Menu, Popover, TagsInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconFileDownload, IconTag, IconTrash, IconUserShare } from "@tabler/icons-react";
import { useState } from "react";
import type { LeadChange } from "../bulk-changes/noun";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { ConfirmDialog } from "../ui/form/ConfirmDialog";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import type { Selection } from "../ui/list/useSelection";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";
import { count } from "../words/format";
import { useBulk } from "./bulk";
import { exportLeads } from "./exporting";
import type { ContactFilter } from "./noun";
import { MANUAL_STATUSES } from "./statuses";

interface Props {
  selection: Selection<ContactFilter>;
  filter: ContactFilter;
}

/** What can be done with the selected leads. */
export function BulkActions({ selection, filter }: Props) {
  const t = useWords();
  const manages = can(useMe(), "leads.manage");
  const bulk = useBulk();
  const run = async (change: LeadChange) => {
    if (await bulk.start(selection.body, change)) selection.clear();
  };
  return (
    <>
      {manages && (
        <PersonMenu
          permission="leads.work"
          noneLabel={t("leads.unowned")}
          choose={(person) => void run({ assign: { employeeId: person?.id ?? null } })}
        >
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserShare size={15} aria-hidden />}
            rightSection={<CommandKeys of="record.assign" />}
          >
            {t("do.assign")}
          </Button>
        </PersonMenu>
      )}
      <Menu>
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t("field.status")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {MANUAL_STATUSES.map((status) => (
            <Menu.Item key={status} onClick={() => void run({ status })}>
              {t(`status.${status}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <TagMenu run={run} />
      <Button
        size="xs"
        variant="default"
        onClick={() => void exportLeads(selection, filter)}
        leftSection={<IconFileDownload size={15} aria-hidden />}
      >
        {t("leads.export")}
      </Button>
      {manages && <DeleteButton selected={selection.count} onConfirm={() => run({ delete: true })} />}
    </>
  );
}

function DeleteButton({ selected, onConfirm }: { selected: number; onConfirm: () => Promise<void> }) {
  const t = useWords();
  const [opened, { open, close }] = useDisclosure();
  const leads = { count: selected, n: count(selected) };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        c="var(--mantine-color-error)"
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={open}
      >
        {t("do.delete")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t("bulk.deleteTitle", leads)}
        hint={t("bulk.deleteHint")}
        confirmLabel={t("bulk.deleteConfirm", leads)}
        onConfirm={onConfirm}
      />
    </>
  );
}

/** Adds tags to every selected lead, or removes them. Other tags stay. */
function TagMenu({ run }: { run: (change: LeadChange) => Promise<void> }) {
  const t = useWords();
  const [tags, setTags] = useState<string[]>([]);
  return (
    <Popover trapFocus returnFocus width={280} shadow="md" onClose={() => setTags([])}>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconTag size={15} aria-hidden />}>
          {t("bulk.tag")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput label={t("field.tags")} maxTags={30} value={tags} onChange={setTags} />
        <Group mt="sm" gap="xs">
          <Button size="xs" disabled={tags.length === 0} onClick={() => void run({ addTags: tags })}>
            {t("do.add")}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={tags.length === 0}
            onClick={() => void run({ removeTags: tags })}
          >
            {t("bulk.removeTags")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
