import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowsJoin, IconDots, IconHistory, IconPencil, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useDeletion } from "../leads/deletion";
import { LeadForm } from "../leads/LeadForm";
import type { Contact } from "../leads/noun";
import { useCan, useMe } from "../session/me";
import { Dialog } from "../ui/form/Dialog";
import { useWords } from "../words";
import { MergeForm } from "./MergeForm";
import { StageHistory } from "./StageHistory";

type OpenDialog = "edit" | "merge" | "history";

export function RecordMenu({ contact }: { contact: Contact }) {
  const t = useWords();
  const navigate = useNavigate();
  const me = useMe();
  const manages = useCan("leads.manage");
  const remove = useDeletion();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  const titles = { edit: t("record.edit"), merge: t("record.merge"), history: t("record.history") };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("record.moreOf", { name: contact.name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog("edit")}>
            {titles.edit}
          </Menu.Item>
          <Menu.Item leftSection={<IconHistory size={16} aria-hidden />} onClick={() => setDialog("history")}>
            {titles.history}
          </Menu.Item>
          {(manages || contact.owner?.id === me.id) && (
            <Menu.Item
              leftSection={<IconArrowsJoin size={16} aria-hidden />}
              onClick={() => setDialog("merge")}
            >
              {titles.merge}
            </Menu.Item>
          )}
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
      <Dialog opened={dialog !== null} onClose={close} title={dialog ? titles[dialog] : ""}>
        {dialog === "edit" && <LeadForm contact={contact} done={close} />}
        {dialog === "merge" && <MergeForm contact={contact} done={close} />}
        {dialog === "history" && <StageHistory contactId={contact.id} />}
      </Dialog>
    </>
  );
}
