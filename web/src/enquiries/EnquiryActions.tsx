import { Button, Group, Text } from "@mantine/core";
import {
  IconArrowBackUp,
  IconChevronDown,
  IconHandGrab,
  IconRefresh,
  IconUserShare,
} from "@tabler/icons-react";
import { useState } from "react";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { Dialog } from "../ui/form/Dialog";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";
import { useClaim } from "./claim";
import { LossForm } from "./LossForm";
import type { Enquiry } from "./noun";
import { isAssignable, NEXT_STATUSES, type NextStatus, STEP_ICONS, useEnquirySteps } from "./steps";

/** The next steps of an enquiry, for its assignee and for managers. */
export function EnquiryActions({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const me = useMe();
  const { conflict, claim } = useClaim(enquiry);
  const manages = can(me, "enquiries.manage");
  const isMine = enquiry.claimedBy?.id === me.id;
  if (enquiry.status === "unclaimed") {
    return (
      <Group gap="xs">
        <Button flex={1} leftSection={<IconHandGrab size={18} aria-hidden />} onClick={() => void claim()}>
          {t("queue.claim")}
        </Button>
        {manages && <Assign enquiry={enquiry} />}
      </Group>
    );
  }
  return (
    <>
      {conflict && (
        <Text size="sm" fw={600} c="var(--mantine-color-error)" role="alert">
          {t("queue.lost", { name: conflict.by.name })}
        </Text>
      )}
      {(isMine || manages) && <Steps enquiry={enquiry} manages={manages} />}
    </>
  );
}

function Steps({ enquiry, manages }: { enquiry: Enquiry; manages: boolean }) {
  const t = useWords();
  const [isLossFormOpen, setLossFormOpen] = useState(false);
  const { setStatus, release, reopen } = useEnquirySteps(enquiry);
  const { status } = enquiry;
  return (
    <Group gap="xs">
      {NEXT_STATUSES[status].map((next, index) => (
        <NextButton
          key={next}
          status={next}
          isFirst={index === 0}
          onClick={() => (next === "lost" ? setLossFormOpen(true) : void setStatus(next))}
        />
      ))}
      {manages && <Assign enquiry={enquiry} />}
      {(status === "claimed" || status === "contacted") && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => void release()}
        >
          {t("queue.release")}
        </Button>
      )}
      {manages && status === "lost" && (
        <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => void reopen()}>
          {t("queue.reopen")}
        </Button>
      )}
      <Dialog
        opened={isLossFormOpen}
        onClose={() => setLossFormOpen(false)}
        title={t("loss.title", { name: enquiry.name })}
      >
        <LossForm enquiry={enquiry} done={() => setLossFormOpen(false)} />
      </Dialog>
    </Group>
  );
}

interface NextButtonProps {
  status: NextStatus;
  isFirst: boolean;
  onClick: () => void;
}

function NextButton({ status, isFirst, onClick }: NextButtonProps) {
  const t = useWords();
  const Icon = STEP_ICONS[status];
  return (
    <Button
      variant={isFirst ? "filled" : "default"}
      leftSection={<Icon size={16} aria-hidden />}
      onClick={onClick}
    >
      {t(`queue.to.${status}`)}
    </Button>
  );
}

function Assign({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const { assign } = useEnquirySteps(enquiry);
  if (!isAssignable(enquiry)) return null;
  return (
    <PersonMenu permission="enquiries.work" choose={(person) => person && void assign(person)}>
      <Button
        variant="default"
        leftSection={<IconUserShare size={16} aria-hidden />}
        rightSection={<IconChevronDown size={14} aria-hidden />}
      >
        {t("do.assign")}
      </Button>
    </PersonMenu>
  );
}
