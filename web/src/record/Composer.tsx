import { Box, Group, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ACTIVITY_ICONS } from "../activities/icons";
import { COMPOSED, type Composed } from "../addresses";
import type { Contact } from "../leads/noun";
import { useMe } from "../session/me";
import { draftKinds } from "../ui/form/drafts";
import { useWords } from "../words";
import { ActivityForm } from "./ActivityForm";
import { EmailForm } from "./EmailForm";
import classes from "./Record.module.css";

const KINDS = COMPOSED.map((kind) => ({ kind, icon: ACTIVITY_ICONS[kind] }));

const page = getRouteApi("/inside/leads/$id");

/**
 * Adds an activity to the timeline, or sends an e-mail. The address holds the kind, so that links can open the composer
 * with one; without it, the composer opens with the latest draft.
 */
export function Composer({ contact }: { contact: Contact }) {
  const t = useWords();
  const navigate = page.useNavigate();
  const { compose } = page.useSearch();
  const drafts = draftKinds(useMe().id, contact.id);
  const [first] = useState(() => COMPOSED.find((kind) => kind === drafts[0]) ?? "NOTE");
  const kind = compose ?? first;
  // A kind that was chosen here does not move the focus: the arrow keys go on to the next kind.
  const [chosen, setChosen] = useState<Composed>();
  const setKind = (kind: Composed) => {
    setChosen(kind);
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
              <span className="wide-label">{t(`activity.${kind}`)}</span>
              {drafts.includes(kind) && (
                <>
                  <span className={classes.draft} title={t("composer.draft")} aria-hidden />
                  <VisuallyHidden>{t("composer.hasDraft", { kind: t(`activity.${kind}`) })}</VisuallyHidden>
                </>
              )}
            </Group>
          ),
        }))}
      />
      {kind === "EMAIL" ? (
        <EmailForm contact={contact} autoFocus={compose === "EMAIL" && chosen !== "EMAIL"} />
      ) : (
        <ActivityForm contact={contact} kind={kind} key={kind} />
      )}
    </Box>
  );
}
