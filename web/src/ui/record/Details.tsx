import type { ReactNode } from "react";
import classes from "./Details.module.css";

type Detail = readonly [label: string, value: ReactNode];

interface Props {
  items: readonly Detail[];
  /** Shown for a detail without a value. Without it, such a detail is left out. */
  placeholder?: string;
}

/** The fields of a record and their values. */
export function Details({ items, placeholder }: Props) {
  return (
    <dl className={classes.details}>
      {items
        .filter(([, value]) => value || placeholder)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || placeholder}</dd>
          </div>
        ))}
    </dl>
  );
}
