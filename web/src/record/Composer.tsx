import { ActionIcon, Box, Group, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ACTIVITY_ICONS } from "../activities/icons";
import { COMPOSED, type Composed } from "../addresses";
import type { Contact } from "../leads/noun";
import { useMe } from "../session/me";
import { draftKinds } from "../ui/form/drafts";
import { useWords } from "../words";
import { ActivityForm } from "./ActivityForm";
import classes from "./Composer.module.css";
import { EmailForm } from "./EmailForm";

const page = getRouteApi("/inside/leads/$id");

/**
 * Adds an activity to the timeline, or sends an e-mail. It is one line until it is used. It opens with the latest draft,
 * or with the kind that a link asks for in the address.
 */
export function Composer({ contact }: { contact: Contact }) {
  const t = useWords();
  const { kind, setKind, isOpen, setOpen, form } = useComposer(contact);
  const close = () => setOpen(false);
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  };
  return (
    <Box
      className={classes.composer}
      component="section"
      aria-label={t("composer.label")}
      data-open={isOpen || undefined}
    >
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <KindChoice contact={contact} kind={kind} onChange={setKind} onClick={() => setOpen(true)} />
        {isOpen && (
          <ActionIcon aria-label={t("composer.close")} onClick={close}>
            <IconChevronDown size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the events are those of the fields in it */}
      <div ref={form} className={classes.form} onFocus={() => setOpen(true)} onKeyDown={closeOnEscape}>
        {kind === "EMAIL" ? (
          <EmailForm contact={contact} isOpen={isOpen} done={close} />
        ) : (
          <ActivityForm key={kind} contact={contact} kind={kind} isOpen={isOpen} done={close} />
        )}
      </div>
    </Box>
  );
}

/** What the composer writes, and whether it is open. */
function useComposer(contact: Contact) {
  const navigate = page.useNavigate();
  const { compose } = page.useSearch();
  const me = useMe();
  const [draft] = useState(() => {
    const [latest] = draftKinds(me.id, contact.id);
    return COMPOSED.find((kind) => kind === latest);
  });
  const [kind, setKind] = useState<Composed>(compose ?? draft ?? "NOTE");
  const [isOpen, setOpen] = useState(draft !== undefined);
  const form = useRef<HTMLDivElement>(null);
  // Counts how often a link has opened it: each time, the first field gets the focus.
  const [openedByLink, setOpenedByLink] = useState(0);
  useEffect(() => {
    if (openedByLink > 0) form.current?.querySelector<HTMLElement>("textarea, input")?.focus();
  }, [openedByLink]);
  useEffect(() => {
    if (!compose) return;
    setKind(compose);
    setOpen(true);
    setOpenedByLink((times) => times + 1);
    // The same link must be able to open it again.
    void navigate({ search: {}, replace: true });
  }, [compose, navigate]);
  // A kind that is chosen here does not move the focus: the arrow keys go on to the next kind.
  const choose = (kind: Composed) => {
    setKind(kind);
    setOpen(true);
  };
  return { kind, setKind: choose, isOpen, setOpen, form };
}

interface KindChoiceProps {
  contact: Contact;
  kind: Composed;
  onChange: (kind: Composed) => void;
  onClick: () => void;
}

function KindChoice({ contact, kind, onChange, onClick }: KindChoiceProps) {
  const t = useWords();
  const drafts = draftKinds(useMe().id, contact.id);
  return (
    <SegmentedControl
      className={classes.kinds}
      size="xs"
      withItemsBorders={false}
      aria-label={t("composer.kind")}
      value={kind}
      onChange={(value) => onChange(value as Composed)}
      onClick={onClick}
      data={COMPOSED.map((value) => {
        const Icon = ACTIVITY_ICONS[value];
        return {
          value,
          label: (
            <Group gap={6} justify="center" wrap="nowrap">
              <Icon size={16} aria-hidden />
              <span className="wide-label">{t(`activity.${value}`)}</span>
              {drafts.includes(value) && (
                <>
                  <span className={classes.draft} title={t("composer.draft")} aria-hidden />
                  <VisuallyHidden>{t("composer.hasDraft", { kind: t(`activity.${value}`) })}</VisuallyHidden>
                </>
              )}
            </Group>
          ),
        };
      })}
    />
  );
}
