import { Button, Center } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useWords } from "../../words";

interface Props {
  count: number;
  show: () => void;
  isNarrow?: boolean;
}

/** How many new rows are held back while the pointer is over the list; shows them. */
export function NewRowsButton({ count, show, isNarrow }: Props) {
  const t = useWords();
  if (count <= 0) return null;
  return (
    <Center pos="sticky" top={isNarrow ? 0 : 64} style={{ zIndex: 5 }} h={0}>
      <Button
        size="compact-sm"
        radius="xl"
        mt={isNarrow ? 28 : 44}
        leftSection={<IconArrowUp size={14} aria-hidden />}
        onClick={show}
        style={{ boxShadow: "var(--mantine-shadow-md)" }}
      >
        {t("state.new", { count })}
      </Button>
    </Center>
  );
}
