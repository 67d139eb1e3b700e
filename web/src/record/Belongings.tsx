import { Box, Button, Group, Modal, Rating, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { company, emailsOf, feedbackOf, sessionsOf } from "../api/reads";
import type { Contact, Email, Session } from "../api/records";
import { useMe } from "../session/me";
import { Mark } from "../ui/Badges";
import { Ago } from "../ui/clock";
import { useWords } from "../words";
import { FeedbackForm } from "./FeedbackForm";
import { Opportunities } from "./Opportunities";

/** What belongs to a contact: opportunities, sessions, mails, feedback. */
export function Belongings({ contact }: { contact: Contact }) {
  return (
    <Stack gap="md">
      <Opportunities contact={contact} />
      <Sessions contact={contact} />
      <Emails contact={contact} />
      <FeedbackList contact={contact} />
    </Stack>
  );
}

export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Box className="panel" p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs" mih={26}>
        <Title order={2} fz="sm">
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </Box>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

const average = (ratings: number[]) => ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;

/** The calls by whose rating a contact is promoted. */
function Sessions({ contact }: { contact: Contact }) {
  const t = useWords();
  const { data: sessions = [] } = useQuery(sessionsOf(contact.id));
  const settings = useQuery(company(useMe().companyId)).data?.settings;
  const ofStage = (stage: Session["stage"]) => sessions.filter((session) => session.stage === stage);
  const mql = ofStage("MQL").map(({ rating }) => rating);
  return (
    <Section title={t("record.sessions")}>
      {sessions.length === 0 && <Nothing>{t("record.noSessions")}</Nothing>}
      {mql.length > 0 && settings && (
        <Text size="sm" mb="xs">
          {t("record.average", { average: average(mql).toFixed(1), required: settings.sqlRating })}
        </Text>
      )}
      <Stack gap="sm">
        {sessions.map((session) => (
          <Box key={session.id}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600}>
                {t("record.rated", { rating: session.rating, stage: t(`stage.${session.stage}`) })}
              </Text>
              <Text size="xs" c="dimmed">
                <Ago time={session.heldAt} />
              </Text>
            </Group>
            <Text size="xs" c="dimmed" lineClamp={2}>
              {[session.by.name, session.notes].filter(Boolean).join(" · ")}
            </Text>
          </Box>
        ))}
      </Stack>
    </Section>
  );
}

function Emails({ contact }: { contact: Contact }) {
  const t = useWords();
  const { data: emails = [] } = useQuery(emailsOf(contact.id));
  return (
    <Section title={t("record.emails")}>
      {emails.length === 0 && <Nothing>{t("record.noEmails")}</Nothing>}
      <Stack gap="sm">
        {emails.map((email) => (
          <Box key={email.id}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600} truncate>
                {email.subject}
              </Text>
              <EmailMark email={email} />
            </Group>
            <Text size="xs" c="dimmed">
              {email.error ?? (
                <>
                  {email.employee.name} · <Ago time={email.createdAt} />
                </>
              )}
            </Text>
          </Box>
        ))}
      </Stack>
    </Section>
  );
}

/** How far a mail has come: the furthest thing that is known of it. */
function EmailMark({ email }: { email: Email }) {
  const t = useWords();
  if (email.clicks > 0) return <Mark hue="teal">{t("email.clicked", { count: email.clicks })}</Mark>;
  if (email.opens > 0) return <Mark hue="cyan">{t("email.opened", { count: email.opens })}</Mark>;
  const hue = { QUEUED: "gray", SENT: "blue", FAILED: "red" }[email.status];
  return <Mark hue={hue}>{t(`email.${email.status}`)}</Mark>;
}

function FeedbackList({ contact }: { contact: Contact }) {
  const t = useWords();
  const [giving, { open, close }] = useDisclosure();
  const { data: all = [] } = useQuery(feedbackOf(contact.id));
  const isCustomer = contact.stage === "CUSTOMER" || contact.stage === "EVANGELIST";
  if (!isCustomer && all.length === 0) return null;
  const add = isCustomer && (
    <Button size="compact-xs" variant="light" leftSection={<IconPlus size={13} aria-hidden />} onClick={open}>
      {t("do.add")}
    </Button>
  );
  return (
    <Section title={t("record.feedback")} action={add}>
      {all.length === 0 && <Nothing>{t("record.noFeedback")}</Nothing>}
      <Stack gap="sm">
        {all.map((one) => (
          <Box key={one.id}>
            <Group justify="space-between">
              <Rating
                value={one.rating}
                count={10}
                readOnly
                size="xs"
                aria-label={t("record.outOfTen", { rating: one.rating })}
              />
              <Text size="xs" c="dimmed">
                <Ago time={one.createdAt} />
              </Text>
            </Group>
            {one.comment && <Text size="sm">{one.comment}</Text>}
          </Box>
        ))}
      </Stack>
      <Modal
        opened={giving}
        onClose={close}
        title={t("record.addFeedback")}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <FeedbackForm contact={contact} done={close} />
      </Modal>
    </Section>
  );
}
