import { Dialog } from "../ui/form/Dialog";
import { useWords } from "../words";
import { LeadForm } from "./LeadForm";

/** The form of a new lead, which every page can open. */
export default function CreateLead({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords();
  return (
    <Dialog opened={opened} onClose={close} title={t("leads.add")}>
      <LeadForm done={close} />
    </Dialog>
  );
}
