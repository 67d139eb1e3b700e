import { Button, type ButtonProps, Text } from "@mantine/core";
import { reason } from "../api/refusal";
import { useWords } from "../words";

/** A list as far as it has been read. */
interface Reading {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next part of a list, where there is one; says why it could not. */
export function More({ list, ...props }: { list: Reading } & ButtonProps) {
  const t = useWords();
  if (!list.hasNextPage) return null;
  return (
    <>
      {list.isFetchNextPageError && (
        <Text size="sm" c="var(--mantine-color-error)" ta="center" role="alert">
          {reason(list.error)}
        </Text>
      )}
      <Button
        fullWidth
        variant="subtle"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
        {...props}
      >
        {list.isFetchNextPageError ? t("do.retry") : t("do.more")}
      </Button>
    </>
  );
}
