import { Group, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useStatus } from "../live/status";
import { useWords } from "../words";
import classes from "./LiveDot.module.css";

/** The connection status: live, catching up or offline. */
export function LiveDot() {
  const t = useWords();
  const { state, seq } = useStatus();
  return (
    <Tooltip label={t(`live.hint.${state}`)}>
      <UnstyledButton className={classes.live} data-state={state} data-seq={seq}>
        <Group gap={6} wrap="nowrap">
          <span className={classes.dot} />
          <Text size="xs" fw={600} className="wide-label" component="span" role="status">
            {t(`live.${state}`)}
          </Text>
        </Group>
      </UnstyledButton>
    </Tooltip>
  );
}
