import { Stack, Text } from "@mantine/core";
import { IconNote, IconPhone } from "@tabler/icons-react";
import { STAGES, STATUSES } from "../protocol/enums";
import { StageMenu } from "../stages/StageMenu";
import { LeadStatusBadge } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { Details } from "../ui/record/Details";
import { EditableChoice } from "../ui/record/EditableChoice";
import { EditableTags } from "../ui/record/EditableTags";
import { EditableText } from "../ui/record/EditableText";
import { RecordHeader } from "../ui/record/RecordHeader";
import { TimelineItem } from "../ui/record/Timeline";
import { Section } from "../ui/Section";
import type { Piece } from "./piece";
import { CONTACT } from "./samples";

/** Nothing can be saved here: a change shows the error. */
const REJECTED = {
  save: () => Promise.reject(new Error("rejected")),
  explain: () => "Must be an e-mail address.",
};

export const RECORDS: readonly Piece[] = [
  {
    name: "Record header",
    source: "ui/record/RecordHeader.tsx",
    Show: () => (
      <RecordHeader
        name={CONTACT.name}
        title={CONTACT.name}
        owner={<Text size="sm">Asha Rao</Text>}
        subtitle="Head of admissions · Lotus Academy"
      >
        <LeadStatusBadge status={CONTACT.status} />
      </RecordHeader>
    ),
  },
  {
    name: "Stage menu",
    source: "stages/StageMenu.tsx",
    Show: () => (
      <Stack gap={4} align="start">
        {STAGES.map((stage) => (
          <StageMenu key={stage} contact={{ ...CONTACT, stage }} />
        ))}
      </Stack>
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
    name: "Properties edited in place",
    source: "ui/record/EditableText.tsx",
    Show: () => (
      <Stack gap={4} align="start">
        <EditableText label="E-mail" type="email" value={CONTACT.email ?? ""} maxLength={254} {...REJECTED} />
        <EditableText label="Organisation" value="" maxLength={200} {...REJECTED} />
        <EditableTags label="Tags" value={CONTACT.tags} shown={CONTACT.tags.join(", ")} {...REJECTED} />
        <EditableChoice
          label="Status"
          value={CONTACT.status}
          values={STATUSES}
          render={(status) => <LeadStatusBadge status={status} />}
          onChange={() => undefined}
        />
      </Stack>
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
