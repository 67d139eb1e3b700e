import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { IconLabel } from "../ui/IconLabel";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import { runCommand } from "../ui/keyboard/palette";
import { useWords } from "../words";

/** A button that opens the form of a new lead. On a narrow screen a compact one shows its icon alone. */
export function AddLead({ isCompact = false }: { isCompact?: boolean }) {
  const t = useWords();
  const label = t("leads.add");
  return (
    <Button
      leftSection={isCompact ? undefined : <IconPlus size={16} aria-hidden />}
      rightSection={<CommandKeys of="lead.create" />}
      onClick={() => runCommand("lead.create")}
    >
      {isCompact ? <IconLabel icon={IconPlus} label={label} /> : label}
    </Button>
  );
}
