import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../../words";

/** Adds a record to a section. */
export function AddButton({ onClick }: { onClick: () => void }) {
  const t = useWords();
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={onClick}
    >
      {t("do.add")}
    </Button>
  );
}
