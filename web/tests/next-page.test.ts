import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { readNextPage } from "../src/ui/list/nextPage";

/** A list whose end is in sight all the time, as it is after its next page could not be read. */
test("a next page that could not be read is not asked for again until the user asks", async () => {
  let reads = 0;
  let isAway = true;
  const list = new InfiniteQueryObserver(new QueryClient(), {
    queryKey: ["leads"],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => {
      reads += 1;
      if (pageParam > 0 && isAway) throw new Error("away");
      return pageParam;
    },
    getNextPageParam: (last: number) => (last < 2 ? last + 1 : null),
    retry: false,
  });
  // A loop ends at ten reads, for the test to fail and not to hang.
  const stop = list.subscribe((result) => reads < 10 && readNextPage(result));
  const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
  await settle();
  expect(reads).toBe(2);
  expect(list.getCurrentResult().isFetchNextPageError).toBe(true);

  isAway = false;
  await list.fetchNextPage();
  await settle();
  stop();
  expect(list.getCurrentResult().data?.pages).toEqual([0, 1, 2]);
});
