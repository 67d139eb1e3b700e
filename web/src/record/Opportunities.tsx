import { Box, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { opportunitiesOf } from "../api/reads";
import type { Contact, Opportunity } from "../api/records";
import { CloseOpportunity } from "../stages/CloseOpportunity";
import { OpportunityForm } from "../stages/OpportunityForm";
import { Mark } from "../ui/Badges";
import { Loaded } from "../ui/states";
import { useWords } from "../words";
import { day, money } from "../words/format";
import { FEW, Nothing, Section } from "./Belongings";

type Dialog = { kind: "open" } | { kind: "won" | "lost"; id: string };

/** Stages at which one may offer something. */
const OFFERS = ["SQL", "OPPORTUNITY", "CUSTOMER", "EVANGELIST"];
const HUES = { OPEN: "violet", WON: "teal", LOST: "gray" } as const;

export function Opportunities({ contact }: { contact: Contact }) {
  const t = useWords();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const read = useQuery(opportunitiesOf(contact.id));
  const close = () => setDialog(null);
  const mayOffer = OFFERS.includes(contact.stage);
  const add = mayOffer && (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconPlus size={13} aria-hidden />}
      onClick={() => setDialog({ kind: "open" })}
    >
      {t("do.add")}
    </Button>
  );
  const titles = { open: t("stages.openOpportunity"), won: t("stages.win"), lost: t("stages.lose") };
  return (
    <Section title={t("record.opportunities")} action={add}>
      <Loaded
        of={read}
        skeleton={FEW}
        isEmpty={(all) => all.length === 0}
        empty={<Nothing>{mayOffer ? t("record.noOpportunities") : t("record.notYet")}</Nothing>}
      >
        {(all) => (
          <Stack gap="md">
            {all.map((one) => (
              <One key={one.id} one={one} end={(kind) => setDialog({ kind, id: one.id })} />
            ))}
          </Stack>
        )}
      </Loaded>
      <Modal
        opened={dialog !== null}
        onClose={close}
        title={dialog ? titles[dialog.kind] : ""}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        {dialog?.kind === "open" && <OpportunityForm contactId={contact.id} done={close} />}
        {dialog && dialog.kind !== "open" && (
          <CloseOpportunity
            contactId={contact.id}
            won={dialog.kind === "won"}
            opportunityId={dialog.id}
            done={close}
          />
        )}
      </Modal>
    </Section>
  );
}

function One({ one, end }: { one: Opportunity; end: (kind: "won" | "lost") => void }) {
  const t = useWords();
  return (
    <Box data-opportunity={one.id}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {one.title}
        </Text>
        <Mark hue={HUES[one.status]}>{t(`opportunity.${one.status}`)}</Mark>
      </Group>
      <Text size="sm" className="number">
        {money(one.expectedValue, one.currency)}
      </Text>
      <Text size="xs" c="dimmed">
        {one.lostReason ?? (one.expectedCloseOn && t("record.closesOn", { day: day(one.expectedCloseOn) }))}
      </Text>
      {one.status === "OPEN" && (
        <Group gap="xs" mt="xs">
          <Button size="compact-xs" color="teal.9" onClick={() => end("won")}>
            {t("stages.win")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => end("lost")}>
            {t("stages.lose")}
          </Button>
        </Group>
      )}
    </Box>
  );
}
