import { Link } from "@tanstack/react-router";
import { count } from "../words/format";
import classes from "./Dashboard.module.css";

interface Props {
  to: string;
  n: number;
  /** What it counts, read aloud before the number, where no heading says so. */
  label?: string;
  /** What is shown in place of the number: a share, a worth. */
  children?: string;
}

/** A number that opens the list of what it counts. */
export function Figure({ to, n, label, children = count(n) }: Props) {
  return (
    <Link
      to={to}
      className={`number ${classes.figure}`}
      data-count={n}
      aria-label={label && `${label}: ${children}`}
    >
      {children}
    </Link>
  );
}
