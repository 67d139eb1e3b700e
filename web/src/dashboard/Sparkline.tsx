import classes from "./Dashboard.module.css";
import { sums } from "./daily";

const MAX_BARS = 30;
const HEIGHT = 24;
/** A bar and the gap after it. */
const STEP = 4;

/** The course of a figure in small bars. The trend has the same numbers as a table. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const bars = sums(values, MAX_BARS);
  const most = Math.max(...bars);
  if (most <= 0) return null;
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${bars.length * STEP - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bars.map((value, index) => {
        const height = value > 0 ? Math.max(2, (value / most) * HEIGHT) : 1;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
            key={index}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 1}
            height={height}
            data-none={value === 0 || undefined}
          />
        );
      })}
    </svg>
  );
}
