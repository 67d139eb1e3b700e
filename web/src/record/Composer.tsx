import { Box, Group, SegmentedControl } from "@mantine/core";
import { IconCheckbox, IconMail, IconNote, IconPhone, IconUsersGroup } from "@tabler/icons-react";
import { useState } from "react";
import type { Contact } from "../api/records";
import { useWords } from "../words";
import { ActivityForm } from "./ActivityForm";
import { EmailForm } from "./EmailForm";

const KINDS = [
  { kind: "NOTE", icon: IconNote },
  { kind: "CALL", icon: IconPhone },
  { kind: "MEETING", icon: IconUsersGroup },
  { kind: "EMAIL", icon: IconMail },
  { kind: "TASK", icon: IconCheckbox },
] as const;

export type Written = (typeof KINDS)[number]["kind"];

/** Writes into the timeline: what was said or is to be done, or a mail that is sent. */
export function Composer({ contact }: { contact: Contact }) {
  const t = useWords();
  const [kind, setKind] = useState<Written>("NOTE");
  return (
    <Box className="panel" p="md" component="section" aria-label={t("composer.label")}>
      <SegmentedControl
        fullWidth
        mb="sm"
        aria-label={t("composer.kind")}
        value={kind}
        onChange={(value) => setKind(value as Written)}
        data={KINDS.map(({ kind, icon: Icon }) => ({
          value: kind,
          label: (
            <Group gap={6} justify="center" wrap="nowrap">
              <Icon size={16} aria-hidden />
              <span className="roomy">{t(`activity.${kind}`)}</span>
            </Group>
          ),
        }))}
      />
      {kind === "EMAIL" ? (
        <EmailForm contact={contact} />
      ) : (
        <ActivityForm contact={contact} kind={kind} key={kind} />
      )}
    </Box>
  );
}
