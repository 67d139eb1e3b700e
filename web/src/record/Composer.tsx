import { Box, Group, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { IconCheckbox, IconMail, IconNote, IconPhone, IconUsersGroup } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { COMPOSED, type Composed } from "../addresses";
import type { Contact } from "../api/records";
import { useMe } from "../session/me";
import { draftKinds } from "../ui/drafts";
import { useWords } from "../words";
import { ActivityForm } from "./ActivityForm";
import { EmailForm } from "./EmailForm";
import classes from "./Record.module.css";

const KINDS = [
  { kind: "NOTE", icon: IconNote },
  { kind: "CALL", icon: IconPhone },
  { kind: "MEETING", icon: IconUsersGroup },
  { kind: "EMAIL", icon: IconMail },
  { kind: "TASK", icon: IconCheckbox },
] as const;

const page = getRouteApi("/inside/leads/$id");

/**
 * Writes into the timeline: what was said or is to be done, or a mail that is sent. The address says what is being
 * written, so that a link anywhere opens it; otherwise it goes on with what was begun last.
 */
export function Composer({ contact }: { contact: Contact }) {
  const t = useWords();
  const navigate = page.useNavigate();
  const { compose } = page.useSearch();
  const begun = draftKinds(useMe().id, contact.id);
  const [first] = useState(() => COMPOSED.find((kind) => kind === begun[0]) ?? "NOTE");
  const kind = compose ?? first;
  // Chosen here, the focus stays where it is: the arrow keys go on to the next kind.
  const [byHand, setByHand] = useState<Composed>();
  const setKind = (kind: Composed) => {
    setByHand(kind);
    void navigate({ search: { compose: kind }, replace: true });
  };
  return (
    <Box className="panel" p="md" component="section" aria-label={t("composer.label")}>
      <SegmentedControl
        fullWidth
        mb="sm"
        aria-label={t("composer.kind")}
        value={kind}
        onChange={(value) => setKind(value as Composed)}
        data={KINDS.map(({ kind, icon: Icon }) => ({
          value: kind,
          label: (
            <Group gap={6} justify="center" wrap="nowrap">
              <Icon size={16} aria-hidden />
              <span className="roomy">{t(`activity.${kind}`)}</span>
              {begun.includes(kind) && (
                <>
                  <span className={classes.begun} title={t("composer.draft")} aria-hidden />
                  <VisuallyHidden>{t("composer.hasDraft", { kind: t(`activity.${kind}`) })}</VisuallyHidden>
                </>
              )}
            </Group>
          ),
        }))}
      />
      {kind === "EMAIL" ? (
        <EmailForm contact={contact} isAsked={compose === "EMAIL" && byHand !== "EMAIL"} />
      ) : (
        <ActivityForm contact={contact} kind={kind} key={kind} />
      )}
    </Box>
  );
}
