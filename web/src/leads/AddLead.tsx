import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { Dialog } from "../ui/form/Dialog";
import { IconLabel } from "../ui/IconLabel";
import { useWords } from "../words";
import { LeadForm } from "./LeadForm";

/** A button that opens the form of a new lead. On a narrow screen a compact one shows its icon alone. */
export function AddLead({ isCompact = false }: { isCompact?: boolean }) {
  const t = useWords();
  const [adding, { open, close }] = useDisclosure();
  const label = t("leads.add");
  return (
    <>
      {isCompact ? (
        <Button onClick={open}>
          <IconLabel icon={IconPlus} label={label} />
        </Button>
      ) : (
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          {label}
        </Button>
      )}
      <Dialog opened={adding} onClose={close} title={label}>
        <LeadForm done={close} />
      </Dialog>
    </>
  );
}
