import { Link } from "@tanstack/react-router";
import { count } from "../words/format";
import classes from "./Dashboard.module.css";

interface Props {
  to: string;
  n: number;
  /** What it counts, read aloud before the number where no heading says so. */
  label?: string;
  /** Shown in place of the number: a share or a value. */
  children?: string;
}

/** A number that links to the list that it counts. */
export function CountLink({ to, n, label, children = count(n) }: Props) {
  return (
    <Link
      to={to}
      className={`number ${classes.countLink}`}
      data-count={n}
      aria-label={label && `${label}: ${children}`}
    >
      {children}
    </Link>
  );
}
