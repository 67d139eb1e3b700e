import { Box, Button, Group, Modal, Rating, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { company, emailsOf, feedbackOf, sessionsOf } from "../api/reads";
import type { Contact, Session } from "../api/records";
import { useMe } from "../session/me";
import { Ago } from "../ui/clock";
import { Bones, Loaded } from "../ui/states";
import { useWords } from "../words";
import { EmailMark, OpenEmail } from "./EmailView";
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

/** What is read into a section, which has little room. */
export const FEW = <Bones rows={2} height={20} />;

const average = (ratings: number[]) => ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;

/** The calls by whose rating a contact is promoted. */
function Sessions({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <Section title={t("record.sessions")}>
      <Loaded
        of={useQuery(sessionsOf(contact.id))}
        skeleton={FEW}
        isEmpty={(sessions) => sessions.length === 0}
        empty={<Nothing>{t("record.noSessions")}</Nothing>}
      >
        {(sessions) => <SessionList sessions={sessions} />}
      </Loaded>
    </Section>
  );
}

function SessionList({ sessions }: { sessions: Session[] }) {
  const t = useWords();
  const settings = useQuery(company(useMe().companyId)).data?.settings;
  const mql = sessions.filter(({ stage }) => stage === "MQL").map(({ rating }) => rating);
  return (
    <>
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
    </>
  );
}

function Emails({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <Section title={t("record.emails")}>
      <Loaded
        of={useQuery(emailsOf(contact.id))}
        skeleton={FEW}
        isEmpty={(emails) => emails.length === 0}
        empty={<Nothing>{t("record.noEmails")}</Nothing>}
      >
        {(emails) => (
          <Stack gap="sm">
            {emails.map((email) => (
              <Box key={email.id}>
                <Group justify="space-between" wrap="nowrap">
                  <OpenEmail email={email} />
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
        )}
      </Loaded>
    </Section>
  );
}

function FeedbackList({ contact }: { contact: Contact }) {
  const t = useWords();
  const [giving, { open, close }] = useDisclosure();
  const read = useQuery(feedbackOf(contact.id));
  const isCustomer = contact.stage === "CUSTOMER" || contact.stage === "EVANGELIST";
  // Others have some only from when they were customers.
  if (!isCustomer && !read.data?.length) return null;
  const add = isCustomer && (
    <Button size="compact-xs" variant="light" leftSection={<IconPlus size={13} aria-hidden />} onClick={open}>
      {t("do.add")}
    </Button>
  );
  return (
    <Section title={t("record.feedback")} action={add}>
      <Loaded
        of={read}
        skeleton={FEW}
        isEmpty={(all) => all.length === 0}
        empty={<Nothing>{t("record.noFeedback")}</Nothing>}
      >
        {(all) => (
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
        )}
      </Loaded>
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
