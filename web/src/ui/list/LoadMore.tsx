import { Button, type ButtonProps, Text } from "@mantine/core";
import { errorMessage } from "../../api/error";
import { useWords } from "../../words";

/** The part of an infinite query that reads its next page. */
export interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => Promise<unknown>;
}

/** Reads the next page of a list that has one, or says why it could not be read. */
export function LoadMore({ list, ...props }: { list: Paged } & ButtonProps) {
  const t = useWords();
  if (!list.hasNextPage) return null;
  return (
    <>
      {list.isFetchNextPageError && (
        <Text size="sm" c="var(--mantine-color-error)" ta="center" role="alert">
          {errorMessage(list.error)}
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
