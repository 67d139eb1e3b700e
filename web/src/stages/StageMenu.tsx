import { Box, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import type { CSSProperties } from "react";
import type { Contact, Stage } from "../leads/noun";
import { STAGES } from "../protocol/enums";
import { STAGE_COLORS } from "../ui/colors";
import { useWords } from "../words";
import { type StageChoice, useStageChoices } from "./choices";
import classes from "./StageMenu.module.css";
import { useStageMove } from "./useStageMove";

/** The stage of a contact as a small stepper, with a menu of every stage: what is possible, and why the rest is not. */
export function StageMenu({ contact }: { contact: Contact }) {
  const t = useWords();
  const { move, dialog } = useStageMove();
  return (
    <>
      <Menu position="bottom-start" width={320}>
        <Menu.Target>
          <UnstyledButton
            className={classes.target}
            data-stage-menu
            aria-label={t("record.stage", { stage: t(`stage.${contact.stage}`) })}
          >
            <Stepper stage={contact.stage} />
            {t(`stage.${contact.stage}`)}
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <StageItems contact={contact} move={move} />
        </Menu.Dropdown>
      </Menu>
      {dialog}
    </>
  );
}

/** One bar for each stage on the way, in the colour of the stage as far as it is reached. */
function Stepper({ stage }: { stage: Stage }) {
  // DORMANT is beside the way.
  const way = STAGES.filter((one): boolean => one !== "DORMANT");
  return (
    <span className={classes.stepper} style={{ "--stage": STAGE_COLORS[stage] } as CSSProperties} aria-hidden>
      {way.map((one, index) => (
        <span key={one} data-reached={index <= way.indexOf(stage) || undefined} />
      ))}
    </span>
  );
}

/** Mounted while the menu is open: what the rules look at is read then. */
function StageItems({ contact, move }: { contact: Contact; move: (contact: Contact, to: Stage) => void }) {
  return useStageChoices(contact).map((choice) => (
    <StageItem key={choice.stage} choice={choice} onChoose={() => move(contact, choice.stage)} />
  ));
}

function StageItem({ choice, onChoose }: { choice: StageChoice; onChoose: () => void }) {
  const t = useWords();
  const { stage, isCurrent, isAllowed, hint } = choice;
  // Not `disabled`: the arrow keys reach it, so that the reason is read aloud.
  return (
    <Menu.Item
      className={classes.item}
      aria-disabled={!isAllowed}
      aria-current={isCurrent ? "step" : undefined}
      closeMenuOnClick={isAllowed}
      onClick={isAllowed ? onChoose : undefined}
      rightSection={isCurrent && <IconCheck size={16} aria-hidden />}
    >
      <Box>
        <Text size="sm" fw={isCurrent ? 500 : undefined}>
          {t(`stage.${stage}`)}
        </Text>
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      </Box>
    </Menu.Item>
  );
}
