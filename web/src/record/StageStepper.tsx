import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { type Contact, STAGES, type Stage } from "../api/records";
import { nextOf } from "../stages/moves";
import { useStageMove } from "../stages/useStageMove";
import { useWords } from "../words";
import classes from "./Record.module.css";

/** How far they have come. A click on a stage goes there, asks for what it takes, or says why not. */
export function StageStepper({ contact }: { contact: Contact }) {
  const t = useWords();
  const { move, dialog } = useStageMove();
  const at = STAGES.indexOf(contact.stage);
  const next = nextOf(contact.stage);
  // Nobody passes through DORMANT: it shows when they are there, or when it is the next step.
  const shown = STAGES.filter(
    (stage) => stage !== "DORMANT" || contact.stage === stage || next.includes(stage),
  );
  const passed = (stage: Stage) => contact.stage !== "DORMANT" && STAGES.indexOf(stage) < at;
  const list = useRef<HTMLOListElement>(null);
  // On a phone the later stages lie beyond the edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each stage
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
                {passed(stage) && <IconCheck size={14} aria-hidden />}
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
