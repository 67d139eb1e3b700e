import { useCan } from "../session/me";
import { assigneeChoices } from "../ui/keyboard/assignees";
import { useCommands } from "../ui/keyboard/useCommands";
import type { Selection } from "../ui/list/useSelection";
import { useWords } from "../words";
import { count } from "../words/format";
import { useBulk } from "./bulk";
import { exportLeads } from "./exporting";
import { LeadCommands } from "./LeadCommands";
import type { Contact, ContactFilter } from "./noun";

interface Props {
  contact: Contact | undefined;
  selection: Selection<ContactFilter>;
  filter: ContactFilter;
}

/**
 * The commands of the focused lead of a list. While leads are selected, these are assigned and exported, and nothing is done
 * with the focused one alone.
 */
export function LeadRowCommands({ contact, selection, filter }: Props) {
  const t = useWords();
  const manages = useCan("leads.manage");
  const bulk = useBulk();
  const assign = async (employeeId: string | null) => {
    if (await bulk.start(selection.body, { assign: { employeeId } })) selection.clear();
  };
  const isSelecting = selection.count > 0;
  const subject = t("bulk.selected", { count: selection.count, n: count(selection.count) });
  // A parent's commands are set after its children's, and take precedence over them.
  useCommands({
    "row.select": contact && { subject: contact.name, run: () => selection.toggle(contact.id) },
    "record.assign": isSelecting &&
      manages && {
        subject,
        choices: () =>
          assigneeChoices("leads.work", (person) => void assign(person?.id ?? null), t("leads.unowned")),
      },
    "list.export": isSelecting && { subject, run: () => void exportLeads(selection, filter) },
  });
  return <LeadCommands contact={isSelecting ? undefined : contact} />;
}
