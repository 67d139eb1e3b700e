import { Button, Center } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useWords } from "../words";

/** What came while the pointer was over the list: shown when asked for. */
export function NewPill({ news, show, isNarrow }: { news: number; show: () => void; isNarrow?: boolean }) {
  const t = useWords();
  if (news <= 0) return null;
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
        {t("state.new", { count: news })}
      </Button>
    </Center>
  );
}
