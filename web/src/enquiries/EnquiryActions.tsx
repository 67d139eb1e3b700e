import { Button, Group, Modal, Text } from "@mantine/core";
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
import type { Enquiry, EnquiryStatus } from "../api/records";
import { loudly, useCache, useEnquiryChange } from "../live/change";
import { useMe } from "../session/me";
import { may } from "../session/session";
import { say } from "../ui/notify";
import { PersonMenu } from "../ui/PersonMenu";
import { useWords } from "../words";
import { type LostRace, useClaim } from "./claim";
import { LossForm } from "./LossForm";

/** What may be done next, by whoever has it or manages enquiries. */
export function EnquiryActions({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const me = useMe();
  const claim = useClaim();
  const [lost, setLost] = useState<LostRace | null>(null);
  const manages = may(me, "enquiries.manage");
  const isMine = enquiry.claimedBy?.id === me.id;
  if (enquiry.status === "unclaimed") {
    return (
      <Group gap="xs">
        <Button
          flex={1}
          leftSection={<IconHandGrab size={18} aria-hidden />}
          onClick={async () => setLost(await claim(enquiry))}
        >
          {t("queue.claim")}
        </Button>
        {manages && <Assign enquiry={enquiry} />}
      </Group>
    );
  }
  return (
    <>
      {lost && (
        <Text size="sm" fw={600} c="var(--mantine-color-error)" role="alert">
          {t("queue.lost", { name: lost.by.name })}
        </Text>
      )}
      {(isMine || manages) && <Steps enquiry={enquiry} manages={manages} />}
    </>
  );
}

const NEXT: Record<EnquiryStatus, readonly EnquiryStatus[]> = {
  unclaimed: [],
  claimed: ["contacted", "lost"],
  contacted: ["converted", "lost"],
  converted: [],
  lost: [],
};
const ICONS = { contacted: IconPhone, converted: IconUserCheck, lost: IconX } as const;

function Steps({ enquiry, manages }: { enquiry: Enquiry; manages: boolean }) {
  const t = useWords();
  const [losing, setLosing] = useState(false);
  const change = useEnquiryChange();
  const cache = useCache();
  const path = { params: { path: { id: enquiry.id } } };
  const set = (status: EnquiryStatus) =>
    loudly(
      change({
        before: enquiry,
        guess: { status },
        send: () => answer(api.PUT("/api/enquiries/{id}/status", { ...path, body: { status } })),
      }),
    ).then((saved) => saved?.status === "converted" && say(t("queue.converted", { name: saved.name })));
  const show = (changed: Enquiry | undefined) => changed && cache.enquiry(changed);
  const release = () => loudly(answer(api.POST("/api/enquiries/{id}/release", path))).then(show);
  const reopen = () => loudly(answer(api.POST("/api/enquiries/{id}/reopen", path))).then(show);
  return (
    <Group gap="xs">
      {NEXT[enquiry.status].map((status, first) => {
        const Icon = ICONS[status as keyof typeof ICONS];
        return (
          <Button
            key={status}
            variant={first === 0 ? "filled" : "default"}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => (status === "lost" ? setLosing(true) : void set(status))}
          >
            {t(`queue.to.${status as keyof typeof ICONS}`)}
          </Button>
        );
      })}
      {manages && <Assign enquiry={enquiry} />}
      {(enquiry.status === "claimed" || enquiry.status === "contacted") && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => void release()}
        >
          {t("queue.release")}
        </Button>
      )}
      {manages && enquiry.status === "lost" && (
        <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => void reopen()}>
          {t("queue.reopen")}
        </Button>
      )}
      <Modal
        opened={losing}
        onClose={() => setLosing(false)}
        title={t("loss.title", { name: enquiry.name })}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <LossForm enquiry={enquiry} done={() => setLosing(false)} />
      </Modal>
    </Group>
  );
}

function Assign({ enquiry }: { enquiry: Enquiry }) {
  const t = useWords();
  const cache = useCache();
  const assign = async (employeeId: string) => {
    const params = { path: { id: enquiry.id } };
    const assigned = await loudly(
      answer(api.POST("/api/enquiries/{id}/assign", { params, body: { employeeId } })),
    );
    if (assigned) cache.enquiry(assigned);
  };
  if (enquiry.status === "converted" || enquiry.status === "lost") return null;
  return (
    <PersonMenu choose={(person) => person && void assign(person.id)}>
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
