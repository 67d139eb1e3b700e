import { Dialog } from "../ui/form/Dialog";
import { useOpenedLater } from "../ui/form/useOpenedLater";
import { useWords } from "../words";
import { LeadForm } from "./LeadForm";

/** The form of a new lead, which every page can open. */
export default function CreateLead({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords();
  return (
    <Dialog opened={useOpenedLater(opened)} onClose={close} title={t("leads.add")}>
      <LeadForm done={close} />
    </Dialog>
  );
}
