import { useNavigate } from "@tanstack/react-router";
import type { Composed } from "../addresses";
import { useAssignHandler } from "../leads/LeadCommands";
import type { Contact } from "../leads/noun";
import { useCommands } from "../ui/keyboard/useCommands";
import { useListPosition } from "../ui/record/listOrder";

/** The commands of an open contact: they use what the page shows, instead of dialogs. */
export function ContactCommands({ contact }: { contact: Contact }) {
  const navigate = useNavigate();
  const { id, name: subject } = contact;
  const place = useListPosition(id);
  const open = (id: string | undefined) =>
    id !== undefined && {
      run: () => void navigate({ to: "/leads/$id", params: { id }, replace: true }),
    };
  const compose = (kind: Composed) => ({
    subject,
    run: () => void navigate({ to: "/leads/$id", params: { id }, search: { compose: kind }, replace: true }),
  });
  useCommands({
    "record.edit": { subject, run: () => press("[data-editable]") },
    "record.assign": useAssignHandler(contact),
    "record.stage": { subject, run: () => press("[data-stage-menu]") },
    "record.note": compose("NOTE"),
    "record.task": compose("TASK"),
    "record.next": open(place?.next),
    "record.previous": open(place?.previous),
  });
  return null;
}

/** Presses the first control of the page that matches: it opens its own editor or menu. */
function press(selector: string): void {
  document.querySelector<HTMLElement>(`main ${selector}`)?.click();
}
