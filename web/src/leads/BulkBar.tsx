import { Button, Group, Menu, Paper, Popover, TagsInput, Text } from "@mantine/core";
import {
  IconChevronDown,
  IconFileDownload,
  IconTag,
  IconTrash,
  IconUserShare,
  IconX,
} from "@tabler/icons-react";
import { useState } from "react";
import { answer, api } from "../api/client";
import { type Contact, STATUSES } from "../api/records";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";
import { useBulk } from "./bulk";
import { useDeletion } from "./deletion";
import { exportOf } from "./LeadActions";

/** What can be done with several leads at once. WON and LOST come from their opportunities alone. */
export function BulkBar({ chosen, clear }: { chosen: Contact[]; clear: () => void }) {
  const t = useWords();
  const me = useMe();
  const bulk = useBulk();
  const remove = useDeletion();
  const [tags, setTags] = useState<string[]>([]);
  if (chosen.length === 0) return null;
  const run = (change: (contact: Contact) => Promise<Contact>) => void bulk(chosen, change).then(clear);
  const path = ({ id }: Contact) => ({ params: { path: { id } } });
  const manages = may(me, "leads.manage");
  return (
    <Paper withBorder p="xs" mb="xs" shadow="sm" role="toolbar" aria-label={t("bulk.label")}>
      <Group gap="xs">
        <Text size="sm" fw={650} className="number" px="xs">
          {t("bulk.chosen", { count: chosen.length })}
        </Text>
        {manages && (
          <PersonMenu
            nobody={t("leads.unowned")}
            choose={(person) =>
              run((contact) =>
                answer(
                  api.POST("/api/leads/{id}/assign", {
                    ...path(contact),
                    body: { employeeId: person?.id ?? null },
                  }),
                ),
              )
            }
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
              <Menu.Item
                key={status}
                onClick={() =>
                  run((contact) =>
                    answer(api.PATCH("/api/leads/{id}/status", { ...path(contact), body: { status } })),
                  )
                }
              >
                {t(`status.${status}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Popover trapFocus width={280} onClose={() => setTags([])}>
          <Popover.Target>
            <Button size="xs" variant="default" leftSection={<IconTag size={15} aria-hidden />}>
              {t("bulk.tag")}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <TagsInput label={t("bulk.addTags")} value={tags} onChange={setTags} />
            <Button
              mt="sm"
              size="xs"
              disabled={tags.length === 0}
              onClick={() =>
                run((contact) =>
                  answer(
                    api.PATCH("/api/leads/{id}", {
                      ...path(contact),
                      body: { tags: [...contact.tags, ...tags] },
                    }),
                  ),
                )
              }
            >
              {t("do.save")}
            </Button>
          </Popover.Dropdown>
        </Popover>
        <Button
          size="xs"
          variant="default"
          component="a"
          href={exportOf({ ids: chosen.map(({ id }) => id).join(",") })}
          download="leads.csv"
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
            onClick={() => {
              remove(chosen);
              clear();
            }}
          >
            {t("do.delete")}
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          ml="auto"
          onClick={clear}
          leftSection={<IconX size={15} aria-hidden />}
        >
          {t("bulk.clear")}
        </Button>
      </Group>
    </Paper>
  );
}
