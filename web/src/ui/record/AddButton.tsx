import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../../words";

/** Adds a record to a section. */
export function AddButton({ onClick }: { onClick: () => void }) {
  const t = useWords();
  return (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconPlus size={13} aria-hidden />}
      onClick={onClick}
    >
      {t("do.add")}
    </Button>
  );
}
