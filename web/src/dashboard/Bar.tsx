import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { count } from "../words/format";
import classes from "./Dashboard.module.css";

interface Props {
  label: ReactNode;
  n: number;
  /** The length, as a share of the longest bar. */
  share: number;
  to: string;
}

/** A row of a bar chart, which links to the list that it counts. */
export function Bar({ label, n, share, to }: Props) {
  return (
    <Link to={to} className={classes.bar} data-count={n}>
      <span>{label}</span>
      <span>
        <span className={classes.track} style={{ display: "block" }}>
          <span className={classes.fill} style={{ display: "block", width: `${share * 100}%` }} />
        </span>
      </span>
      <Text size="sm" fw={500} ta="end" className="number" component="span">
        {count(n)}
      </Text>
    </Link>
  );
}
