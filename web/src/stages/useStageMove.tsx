import { type ReactNode, useState } from "react";
import { type Contact, placeContact, type Stage } from "../leads/noun";
import { useOptimisticChange, withErrorToast } from "../live/change";
import { Dialog } from "../ui/form/Dialog";
import { useWords } from "../words";
import { CloseOpportunity } from "./CloseOpportunity";
import { MoveUnavailable } from "./MoveUnavailable";
import { moveOf } from "./moves";
import { OpportunityForm } from "./OpportunityForm";
import { QualifyForm, useCanQualify } from "./QualifyForm";

interface RequestedMove {
  contact: Contact;
  to: Stage;
}

/** Moves a contact to a stage: at once, after asking for what the rule needs, or not, and then it says why. */
export function useStageMove(): { move: (contact: Contact, to: Stage) => void; dialog: ReactNode } {
  const t = useWords();
  const change = useOptimisticChange<Contact>(placeContact);
  const [requested, setRequested] = useState<RequestedMove | null>(null);
  const move = (contact: Contact, to: Stage) => {
    const step = moveOf(contact.stage, to);
    if (step.kind === "request") {
      const guess = { stage: to, stageChangedAt: new Date().toISOString() };
      void withErrorToast(change({ before: contact, guess, send: () => step.send(contact) }));
    } else setRequested({ contact, to });
  };
  const title = requested
    ? t("stages.title", { name: requested.contact.name, stage: t(`stage.${requested.to}`) })
    : "";
  const dialog = (
    <Dialog opened={requested !== null} onClose={() => setRequested(null)} title={title}>
      {requested && <MoveDialog {...requested} done={() => setRequested(null)} />}
    </Dialog>
  );
  return { move, dialog };
}

function MoveDialog({ contact, to, done }: RequestedMove & { done: () => void }) {
  const { kind } = moveOf(contact.stage, to);
  const canQualify = useCanQualify();
  if (kind === "email" && canQualify) return <QualifyForm contact={contact} done={done} />;
  if (kind === "opportunity") return <OpportunityForm contactId={contact.id} done={done} />;
  if (kind === "won" || kind === "lost") {
    return <CloseOpportunity contactId={contact.id} won={kind === "won"} done={done} />;
  }
  return <MoveUnavailable contact={contact} to={to} done={done} />;
}
