import { Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Contact, Stage } from "../api/records";
import { loudly, useContactChange } from "../live/change";
import { useWords } from "../words";
import { CloseOpportunity } from "./CloseOpportunity";
import { moveOf } from "./moves";
import { NoWay } from "./NoWay";
import { OpportunityForm } from "./OpportunityForm";
import { QualifyForm, useMayQualify } from "./QualifyForm";

interface Asked {
  contact: Contact;
  to: Stage;
}

/** Moves a contact to a stage: at once, after asking for what the rule needs, or not, and then it says why. */
export function useStageMove(): { move: (contact: Contact, to: Stage) => void; dialog: ReactNode } {
  const t = useWords();
  const change = useContactChange();
  const [asked, setAsked] = useState<Asked | null>(null);
  const move = (contact: Contact, to: Stage) => {
    const step = moveOf(contact.stage, to);
    if (step.kind === "ask-server") {
      void loudly(change({ before: contact, guess: { stage: to }, send: () => step.send(contact) }));
    } else setAsked({ contact, to });
  };
  const title = asked ? t("stages.title", { name: asked.contact.name, stage: t(`stage.${asked.to}`) }) : "";
  const dialog = (
    <Modal
      opened={asked !== null}
      onClose={() => setAsked(null)}
      title={title}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {asked && <Question {...asked} done={() => setAsked(null)} />}
    </Modal>
  );
  return { move, dialog };
}

function Question({ contact, to, done }: Asked & { done: () => void }) {
  const { kind } = moveOf(contact.stage, to);
  const mayQualify = useMayQualify();
  if (kind === "mail" && mayQualify) return <QualifyForm contact={contact} done={done} />;
  if (kind === "opportunity") return <OpportunityForm contactId={contact.id} done={done} />;
  if (kind === "won" || kind === "lost") {
    return <CloseOpportunity contactId={contact.id} won={kind === "won"} done={done} />;
  }
  return <NoWay contact={contact} to={to} done={done} />;
}
