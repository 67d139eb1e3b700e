import { Button, type ButtonProps } from "@mantine/core";
import { useWords } from "../words";

/** A list as far as it has been read. */
interface Reading {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next part of a list, where there is one. */
export function More({ list, ...props }: { list: Reading } & ButtonProps) {
  const t = useWords();
  if (!list.hasNextPage) return null;
  return (
    <Button
      fullWidth
      variant="subtle"
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
      {...props}
    >
      {t("do.more")}
    </Button>
  );
}
