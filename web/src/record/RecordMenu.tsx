import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowsJoin, IconDots, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useDeletion } from "../leads/deletion";
import type { Contact } from "../leads/noun";
import { useCan, useMe } from "../session/me";
import { Dialog } from "../ui/form/Dialog";
import { useWords } from "../words";
import { MergeForm } from "./MergeForm";

export function RecordMenu({ contact }: { contact: Contact }) {
  const t = useWords();
  const navigate = useNavigate();
  const me = useMe();
  const manages = useCan("leads.manage");
  const remove = useDeletion();
  const canMerge = manages || contact.owner?.id === me.id;
  const [isMerging, { open, close }] = useDisclosure();
  // There is nothing that this employee may do.
  if (!canMerge) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("record.moreOf", { name: contact.name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowsJoin size={16} aria-hidden />} onClick={open}>
            {t("record.merge")}
          </Menu.Item>
          {manages && (
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => {
                void navigate({ to: "/leads" });
                remove(contact);
              }}
            >
              {t("do.delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={isMerging} onClose={close} title={t("record.merge")}>
        <MergeForm contact={contact} done={close} />
      </Dialog>
    </>
  );
}
