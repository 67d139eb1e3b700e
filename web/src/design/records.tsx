import { Button, Text } from "@mantine/core";
import { IconNote, IconPhone } from "@tabler/icons-react";
import { STAGES } from "../protocol/enums";
import { StageStepper } from "../record/StageStepper";
import { LeadStatusBadge } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { Details } from "../ui/record/Details";
import { RecordHeader } from "../ui/record/RecordHeader";
import { TimelineItem } from "../ui/record/Timeline";
import { Section } from "../ui/Section";
import type { Piece } from "./piece";
import { CONTACT } from "./samples";

export const RECORDS: readonly Piece[] = [
  {
    name: "Record header",
    source: "ui/record/RecordHeader.tsx",
    Show: () => (
      <RecordHeader
        name={CONTACT.name}
        subtitle="Head of admissions · Lotus Academy"
        badges={<LeadStatusBadge status={CONTACT.status} />}
        actions={<Button variant="default">Action</Button>}
      />
    ),
  },
  {
    name: "Stepper",
    source: "record/StageStepper.tsx",
    Show: () => (
      <>
        {STAGES.map((stage) => (
          <StageStepper key={stage} contact={{ ...CONTACT, stage }} />
        ))}
      </>
    ),
  },
  {
    name: "Properties",
    source: "ui/record/Details.tsx",
    Show: () => (
      <Section title="Details">
        <Details
          placeholder="—"
          items={[
            ["E-mail", CONTACT.email],
            ["Phone", CONTACT.phone],
            ["Source", null],
          ]}
        />
      </Section>
    ),
  },
  {
    name: "Timeline entry",
    source: "ui/record/Timeline.tsx",
    Show: () => (
      <Section title="Timeline">
        <TimelineItem
          kind="NOTE"
          icon={IconNote}
          iconLabel="Note"
          createdAt={CONTACT.createdAt}
          meta={
            <>
              Asha Rao · <Ago time={CONTACT.createdAt} />
            </>
          }
        >
          <Text size="sm">Asked for the fees of the evening course.</Text>
        </TimelineItem>
        <TimelineItem
          kind="CALL"
          icon={IconPhone}
          iconLabel="Call"
          createdAt={new Date().toISOString()}
          meta="Ravi Iyer · new: it flashes once"
        >
          <Text size="sm">No answer.</Text>
        </TimelineItem>
      </Section>
    ),
  },
];
