import { useState } from "react";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { Dialog } from "../ui/form/Dialog";
import { assigneeChoices } from "../ui/keyboard/assignees";
import { useCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
import { LossForm } from "./LossForm";
import type { Enquiry } from "./noun";
import { isAssignable, NEXT_STATUSES, STEP_ICONS, useEnquirySteps } from "./steps";

/** The commands of the enquiry that the keyboard is at, for its assignee and for managers. */
export function EnquiryCommands({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const me = useMe();
  const [isLossFormOpen, setLossFormOpen] = useState(false);
  const { setStatus, assign } = useEnquirySteps(enquiry);
  const manages = can(me, "enquiries.manage");
  const next = manages || enquiry.claimedBy?.id === me.id ? NEXT_STATUSES[enquiry.status] : [];
  const subject = enquiry.name;
  useCommands({
    "record.assign": manages &&
      isAssignable(enquiry) && {
        subject,
        choices: () => assigneeChoices("enquiries.work", (person) => person && void assign(person)),
      },
    "record.stage": next.length > 0 && {
      subject,
      choices: () =>
        next.map((status) => {
          const Icon = STEP_ICONS[status];
          return {
            id: status,
            label: t(`queue.to.${status}`),
            icon: <Icon size={16} aria-hidden />,
            run: () => (status === "lost" ? setLossFormOpen(true) : void setStatus(status)),
          };
        }),
    },
  });
  const close = () => setLossFormOpen(false);
  return (
    <Dialog opened={isLossFormOpen} onClose={close} title={t("loss.title", { name: enquiry.name })}>
      <LossForm enquiry={enquiry} done={close} />
    </Dialog>
  );
}
