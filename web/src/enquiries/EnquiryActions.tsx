import { Button, Group, Text } from "@mantine/core";
import {
  IconArrowBackUp,
  IconChevronDown,
  IconHandGrab,
  IconPhone,
  IconRefresh,
  IconUserCheck,
  IconUserShare,
  IconX,
} from "@tabler/icons-react";
import { useState } from "react";
import { answer, api } from "../api/client";
import { useCache, useOptimisticChange, withErrorToast } from "../live/change";
import { useMe } from "../session/me";
import { can } from "../session/session";
import { Dialog } from "../ui/form/Dialog";
import { toast } from "../ui/notify";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";
import { useClaim } from "./claim";
import { LossForm } from "./LossForm";
import { type Enquiry, type EnquiryStatus, placeEnquiry } from "./noun";

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

const ICONS = { contacted: IconPhone, converted: IconUserCheck, lost: IconX } as const;
type NextStatus = keyof typeof ICONS;
const NEXT: Record<EnquiryStatus, readonly NextStatus[]> = {
  unclaimed: [],
  claimed: ["contacted", "lost"],
  contacted: ["converted", "lost"],
  converted: [],
  lost: [],
};

function Steps({ enquiry, manages }: { enquiry: Enquiry; manages: boolean }) {
  const t = useWords();
  const [isLossFormOpen, setLossFormOpen] = useState(false);
  const { setStatus, release, reopen } = useEnquirySteps(enquiry);
  const { status } = enquiry;
  return (
    <Group gap="xs">
      {NEXT[status].map((next, index) => (
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

/** What leads an enquiry on, or back. */
function useEnquirySteps(enquiry: Enquiry) {
  const t = useWords();
  const change = useOptimisticChange<Enquiry>(placeEnquiry);
  const cache = useCache();
  const path = { params: { path: { id: enquiry.id } } };
  const show = (changed: Enquiry | undefined) => changed && placeEnquiry(cache, changed);
  return {
    setStatus: (status: EnquiryStatus) =>
      withErrorToast(
        change({
          before: enquiry,
          guess: { status },
          send: () => answer(api.PUT("/api/enquiries/{id}/status", { ...path, body: { status } })),
        }),
      ).then((saved) => saved?.status === "converted" && toast(t("queue.converted", { name: saved.name }))),
    release: () => withErrorToast(answer(api.POST("/api/enquiries/{id}/release", path))).then(show),
    reopen: () => withErrorToast(answer(api.POST("/api/enquiries/{id}/reopen", path))).then(show),
  };
}

interface NextButtonProps {
  status: NextStatus;
  isFirst: boolean;
  onClick: () => void;
}

function NextButton({ status, isFirst, onClick }: NextButtonProps) {
  const t = useWords();
  const Icon = ICONS[status];
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
  const cache = useCache();
  const assign = async (employeeId: string) => {
    const params = { path: { id: enquiry.id } };
    const assigned = await withErrorToast(
      answer(api.POST("/api/enquiries/{id}/assign", { params, body: { employeeId } })),
    );
    if (assigned) placeEnquiry(cache, assigned);
  };
  if (enquiry.status === "converted" || enquiry.status === "lost") return null;
  return (
    <PersonMenu permission="enquiries.work" choose={(person) => person && void assign(person.id)}>
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
