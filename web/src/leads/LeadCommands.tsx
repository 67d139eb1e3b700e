import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCan, useMe } from "../session/me";
import { nextStages } from "../stages/moves";
import { useStageMove } from "../stages/useStageMove";
import { Dialog } from "../ui/form/Dialog";
import { assigneeChoices } from "../ui/keyboard/assignees";
import type { Handler } from "../ui/keyboard/registry";
import { useCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
import { useAssignLead } from "./assign";
import { LeadForm } from "./LeadForm";
import type { Contact } from "./noun";

/**
 * Lets the user edit, assign and move the focused lead of a list, and add a note or task to it, without opening it. A dialog
 * stays open while the row that it was opened from leaves the list.
 */
export function LeadCommands({ contact }: { contact: Contact | undefined }) {
  const t = useWords();
  const navigate = useNavigate();
  const { move, dialog } = useStageMove();
  const [editing, setEditing] = useState<Contact | null>(null);
  const assign = useAssignHandler(contact);
  const compose = (kind: "NOTE" | "TASK") =>
    contact && {
      subject: contact.name,
      run: () => void navigate({ to: "/leads/$id", params: { id: contact.id }, search: { compose: kind } }),
    };
  useCommands({
    "record.edit": contact && { subject: contact.name, run: () => setEditing(contact) },
    "record.assign": assign,
    "record.stage": contact && {
      subject: contact.name,
      choices: () =>
        nextStages(contact.stage).map((stage) => ({
          id: stage,
          label: t(`stage.${stage}`),
          run: () => move(contact, stage),
        })),
    },
    "record.note": compose("NOTE"),
    "record.task": compose("TASK"),
  });
  const close = () => setEditing(null);
  const latest = contact?.id === editing?.id ? contact : editing;
  return (
    <>
      <Dialog opened={editing !== null} onClose={close} title={t("record.edit")}>
        {latest && <LeadForm contact={latest} done={close} />}
      </Dialog>
      {dialog}
    </>
  );
}

/** A manager assigns to anybody; others take a lead that nobody has, or release their own. */
export function useAssignHandler(contact: Contact | undefined): Handler | undefined {
  const t = useWords();
  const { id, name } = useMe();
  const manages = useCan("leads.manage");
  const assignLead = useAssignLead();
  if (!contact) return undefined;
  const subject = contact.name;
  const assign = (person: { id: string; name: string } | null) => assignLead(contact, person);
  if (manages) {
    return { subject, choices: () => assigneeChoices("leads.work", assign, t("leads.unowned")) };
  }
  if (!contact.owner) {
    return { subject, choices: () => [{ id, label: t("leads.take"), run: () => assign({ id, name }) }] };
  }
  if (contact.owner.id !== id) return undefined;
  return { subject, choices: () => [{ id, label: t("leads.release"), run: () => assign(null) }] };
}
