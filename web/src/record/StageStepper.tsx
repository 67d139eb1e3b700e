import { Tooltip, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Contact, Stage } from "../leads/noun";
import { STAGES } from "../protocol/enums";
import { nextStages } from "../stages/moves";
import { useStageMove } from "../stages/useStageMove";
import { useWords } from "../words";
import classes from "./Record.module.css";

/** The stage of a contact. A click on another one moves the contact there, asks for what the move needs, or refuses it. */
export function StageStepper({ contact }: { contact: Contact }) {
  const t = useWords();
  const { move, dialog } = useStageMove();
  const at = STAGES.indexOf(contact.stage);
  const next = nextStages(contact.stage);
  // DORMANT is not a step on the way: it is shown only where the contact is in it or can move to it.
  const shown = STAGES.filter(
    (stage) => stage !== "DORMANT" || contact.stage === stage || next.includes(stage),
  );
  const passed = (stage: Stage) => contact.stage !== "DORMANT" && STAGES.indexOf(stage) < at;
  const list = useRef<HTMLOListElement>(null);
  // On a phone the later stages are out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the stage changes
  useEffect(() => {
    const here = list.current?.querySelector("[aria-current]");
    if (list.current && here instanceof HTMLElement) list.current.scrollLeft = here.offsetLeft - 60;
  }, [contact.stage]);
  return (
    <nav aria-label={t("record.stages")}>
      <ol className={classes.stepper} ref={list}>
        {shown.map((stage) => (
          <li key={stage}>
            <Tooltip label={t(`stageHint.${stage}`)} multiline maw={260} openDelay={600}>
              <UnstyledButton
                className={classes.step}
                data-passed={passed(stage) || undefined}
                aria-current={stage === contact.stage ? "step" : undefined}
                disabled={stage === contact.stage}
                onClick={() => move(contact, stage)}
              >
                {t(`stage.${stage}`)}
              </UnstyledButton>
            </Tooltip>
          </li>
        ))}
      </ol>
      {dialog}
    </nav>
  );
}
