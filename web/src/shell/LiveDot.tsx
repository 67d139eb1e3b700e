import { Group, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useStatus } from "../live/status";
import { useWords } from "../words";
import { count } from "../words/format";
import classes from "./LiveDot.module.css";

/** Whether this screen shows what is: live, catching up or offline; with the last event and how long it took. */
export function LiveDot() {
  const t = useWords();
  const { state, seq, lag } = useStatus();
  const detail = [
    t("live.seq", { seq: count(seq) }),
    lag === null ? null : t("live.lag", { lag: count(lag) }),
  ].filter(Boolean);
  return (
    <Tooltip label={detail.join(" · ")}>
      <UnstyledButton
        className={classes.live}
        data-state={state}
        aria-label={`${t(`live.${state}`)}, ${detail.join(", ")}`}
      >
        <Group gap={6} wrap="nowrap">
          <span className={classes.dot} />
          <Text size="xs" fw={600} className="roomy" component="span" role="status">
            {t(`live.${state}`)}
          </Text>
        </Group>
      </UnstyledButton>
    </Tooltip>
  );
}
