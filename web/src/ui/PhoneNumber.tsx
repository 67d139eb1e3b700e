import { Anchor } from "@mantine/core";
import { lazy, Suspense } from "react";

const Formatted = lazy(() => import("./FormattedNumber"));

/** A phone number in the international format. Other text is shown as it is. */
export function NumberText({ number }: { number: string }) {
  if (!number.startsWith("+")) return number;
  return (
    <Suspense fallback={number}>
      <Formatted number={number} />
    </Suspense>
  );
}

/** A phone number as a link that calls it. */
export function PhoneNumber({ number }: { number: string }) {
  return (
    <Anchor href={`tel:${number}`} size="sm" style={{ overflowWrap: "anywhere" }}>
      <NumberText number={number} />
    </Anchor>
  );
}
