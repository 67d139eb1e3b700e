import { Box, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Contact } from "../leads/noun";
import { contactOpportunitiesQuery, type Opportunity } from "../opportunities/noun";
import { CloseOpportunity } from "../stages/CloseOpportunity";
import { OpportunityForm } from "../stages/OpportunityForm";
import { canHaveOpportunities } from "../stages/rules";
import { OpportunityStatusBadge } from "../ui/Badges";
import { Dialog } from "../ui/form/Dialog";
import { AddButton } from "../ui/record/AddButton";
import { RelatedSection } from "../ui/record/RelatedSection";
import { useWords } from "../words";
import { day, money } from "../words/format";

type OpenDialog = { kind: "open" } | { kind: "won" | "lost"; id: string };

export function Opportunities({ contact }: { contact: Contact }) {
  const t = useWords();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const close = () => setDialog(null);
  const canOpen = canHaveOpportunities(contact.stage);
  const titles = { open: t("stages.openOpportunity"), won: t("stages.win"), lost: t("stages.lose") };
  return (
    <>
      <RelatedSection
        title={t("record.opportunities")}
        query={useQuery(contactOpportunitiesQuery(contact.id))}
        empty={canOpen ? t("record.noOpportunities") : t("record.notYet")}
        action={canOpen && <AddButton onClick={() => setDialog({ kind: "open" })} />}
      >
        {(all) =>
          all.map((one) => (
            <OpportunityItem
              key={one.id}
              opportunity={one}
              onClose={(kind) => setDialog({ kind, id: one.id })}
            />
          ))
        }
      </RelatedSection>
      <Dialog opened={dialog !== null} onClose={close} title={dialog ? titles[dialog.kind] : ""}>
        {dialog?.kind === "open" && <OpportunityForm contactId={contact.id} done={close} />}
        {dialog && dialog.kind !== "open" && (
          <CloseOpportunity
            contactId={contact.id}
            won={dialog.kind === "won"}
            opportunityId={dialog.id}
            done={close}
          />
        )}
      </Dialog>
    </>
  );
}

interface ItemProps {
  opportunity: Opportunity;
  onClose: (kind: "won" | "lost") => void;
}

function OpportunityItem({ opportunity, onClose }: ItemProps) {
  const t = useWords();
  const { id, title, status, expectedValue, currency, lostReason, expectedCloseOn, closedAt } = opportunity;
  const closes = expectedCloseOn && t("record.closesOn", { day: day(expectedCloseOn) });
  const won = closedAt && t("record.wonOn", { day: day(closedAt) });
  return (
    <Box data-opportunity={id}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          {title}
        </Text>
        <OpportunityStatusBadge status={status} />
      </Group>
      <Text size="sm" className="number">
        {money(expectedValue, currency)}
      </Text>
      <Text size="xs" c="dimmed">
        {status === "WON" ? won : (lostReason ?? closes)}
      </Text>
      {status === "OPEN" && (
        <Group gap="xs" mt="xs">
          <Button size="compact-sm" variant="default" onClick={() => onClose("won")}>
            {t("stages.win")}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onClose("lost")}>
            {t("stages.lose")}
          </Button>
        </Group>
      )}
    </Box>
  );
}
