import { Anchor } from "@mantine/core";
import { lazy, Suspense } from "react";

const Formatted = lazy(() => import("./FormattedNumber"));

/** A telephone number as people write it. What is no number shows as it is. */
export function NumberText({ number }: { number: string }) {
  if (!number.startsWith("+")) return number;
  return (
    <Suspense fallback={number}>
      <Formatted number={number} />
    </Suspense>
  );
}

/** A telephone number, to be called. */
export function PhoneNumber({ number }: { number: string }) {
  return (
    <Anchor href={`tel:${number}`} size="sm" style={{ overflowWrap: "anywhere" }}>
      <NumberText number={number} />
    </Anchor>
  );
}
