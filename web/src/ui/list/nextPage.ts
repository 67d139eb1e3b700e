import type { Paged } from "./LoadMore";

/**
 * Reads the next page when the end of the loaded rows comes into sight. One that could not be read waits for a click on
 * "Try again": the end stays in sight, so it would be asked for again at once.
 */
export function readNextPage(list: Paged): void {
  if (!list.hasNextPage || list.isFetchingNextPage || list.isFetchNextPageError) return;
  void list.fetchNextPage();
}
