import { Button, Group, Menu, Paper, Popover, TagsInput, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconChevronDown,
  IconFileDownload,
  IconTag,
  IconTrash,
  IconUserShare,
  IconX,
} from "@tabler/icons-react";
import { useState } from "react";
import { type ContactFilter, type LeadChange, STATUSES } from "../api/records";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";
import { count } from "../words/format";
import { BulkDeletion } from "./BulkDeletion";
import { useBulk } from "./bulk";
import { exportLeads } from "./exporting";
import type { Selection } from "./selection";

interface Props {
  selection: Selection;
  filter: ContactFilter;
  /** How many match the filter. */
  total: number;
}

/** What can be done with several leads at once. WON and LOST come from their opportunities alone. */
export function BulkBar({ selection, filter, total }: Props) {
  const t = useWords();
  const me = useMe();
  const bulk = useBulk();
  const [deleting, { open, close }] = useDisclosure();
  if (selection.count === 0) return null;
  const run = async (change: LeadChange) => {
    if (await bulk.start(selection.body, change)) selection.clear();
  };
  const manages = may(me, "leads.manage");
  const n = count(selection.count);
  return (
    <Paper withBorder p="xs" mb="xs" shadow="sm" role="toolbar" aria-label={t("bulk.label")}>
      <Group gap="xs">
        <Text size="sm" fw={650} className="number" px="xs" role="status">
          {t(selection.isEverything ? "bulk.allSelected" : "bulk.selected", { count: selection.count, n })}
        </Text>
        {!selection.all && total > selection.count && (
          <Button size="compact-sm" variant="subtle" onClick={selection.selectAll}>
            {t("bulk.selectAll", { n: count(total) })}
          </Button>
        )}
        {manages && (
          <PersonMenu
            nobody={t("leads.unowned")}
            choose={(person) => void run({ assign: { employeeId: person?.id ?? null } })}
          >
            <Button size="xs" variant="default" leftSection={<IconUserShare size={15} aria-hidden />}>
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
            {STATUSES.filter((status) => status !== "WON" && status !== "LOST").map((status) => (
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
        {manages && (
          <Button
            size="xs"
            variant="default"
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={open}
          >
            {t("do.delete")}
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          ml="auto"
          onClick={selection.clear}
          leftSection={<IconX size={15} aria-hidden />}
        >
          {t("bulk.clear")}
        </Button>
      </Group>
      <BulkDeletion
        opened={deleting}
        close={close}
        leads={selection.count}
        confirm={() => run({ delete: true })}
      />
    </Paper>
  );
}

/** Tags to add to every selected lead, or to remove from them. All their other tags stay. */
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
