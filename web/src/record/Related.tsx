import { Box, Group, Rating, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { companyQuery } from "../company/noun";
import { emailsQuery } from "../emails/noun";
import { LeadEnquiries } from "../enquiries/LeadEnquiries";
import { feedbackQuery } from "../feedback/noun";
import type { Contact } from "../leads/noun";
import { useMe } from "../session/me";
import { type Session, sessionsQuery } from "../sessions/noun";
import { mqlRatings } from "../stages/requirements";
import { canBecomeSql, isCustomer } from "../stages/rules";
import { Ago } from "../ui/clock";
import { Dialog } from "../ui/form/Dialog";
import { AddButton } from "../ui/record/AddButton";
import { RelatedSection } from "../ui/record/RelatedSection";
import { useWords } from "../words";
import { EmailStatusBadge, EmailSubject } from "./EmailView";
import { FeedbackForm } from "./FeedbackForm";
import { Opportunities } from "./Opportunities";
import { StageHistory } from "./StageHistory";

/** The records that belong to a contact. */
export function Related({ contact }: { contact: Contact }) {
  return (
    <>
      <Opportunities contact={contact} />
      <Sessions contact={contact} />
      <Emails contact={contact} />
      <FeedbackList contact={contact} />
      <LeadEnquiries contactId={contact.id} />
      <StageHistory contactId={contact.id} />
    </>
  );
}

/** The rated calls and meetings by which a contact is promoted. */
function Sessions({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <RelatedSection
      title={t("record.sessions")}
      query={useQuery(sessionsQuery(contact.id))}
      empty={t("record.noSessions")}
    >
      {(sessions) => (
        <>
          {canBecomeSql(contact.stage) && <AverageRating sessions={sessions} />}
          {sessions.map((session) => (
            <Box key={session.id}>
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm" fw={500}>
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
        </>
      )}
    </RelatedSection>
  );
}

/** The average of the MQL sessions, beside the one that SQL requires. */
function AverageRating({ sessions }: { sessions: Session[] }) {
  const t = useWords();
  const settings = useQuery(companyQuery(useMe().companyId)).data?.settings;
  const ratings = mqlRatings(sessions);
  if (ratings.length === 0 || !settings) return null;
  const average = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  return (
    <Text size="xs" c="dimmed">
      {t("record.average", { average: average.toFixed(1), required: settings.sqlRating })}
    </Text>
  );
}

function Emails({ contact }: { contact: Contact }) {
  const t = useWords();
  return (
    <RelatedSection
      title={t("record.emails")}
      query={useQuery(emailsQuery(contact.id))}
      empty={t("record.noEmails")}
    >
      {(emails) =>
        emails.map((email) => (
          <Box key={email.id}>
            <Group justify="space-between" wrap="nowrap">
              <EmailSubject email={email} />
              <EmailStatusBadge email={email} />
            </Group>
            <Text size="xs" c="dimmed">
              {email.error ?? (
                <>
                  {email.employee.name} · <Ago time={email.createdAt} />
                </>
              )}
            </Text>
          </Box>
        ))
      }
    </RelatedSection>
  );
}

function FeedbackList({ contact }: { contact: Contact }) {
  const t = useWords();
  const [adding, { open, close }] = useDisclosure();
  const query = useQuery(feedbackQuery(contact.id));
  const canAdd = isCustomer(contact.stage);
  // A former customer may have given feedback; other contacts have none.
  if (!canAdd && !query.data?.length) return null;
  return (
    <>
      <RelatedSection
        title={t("record.feedback")}
        query={query}
        empty={t("record.noFeedback")}
        action={canAdd && <AddButton onClick={open} />}
      >
        {(all) =>
          all.map((feedback) => (
            <Box key={feedback.id}>
              <Group justify="space-between">
                <Rating
                  value={feedback.rating}
                  count={10}
                  readOnly
                  size="xs"
                  aria-label={t("record.outOfTen", { rating: feedback.rating })}
                />
                <Text size="xs" c="dimmed">
                  <Ago time={feedback.createdAt} />
                </Text>
              </Group>
              {feedback.comment && <Text size="sm">{feedback.comment}</Text>}
            </Box>
          ))
        }
      </RelatedSection>
      <Dialog opened={adding} onClose={close} title={t("record.addFeedback")}>
        <FeedbackForm contact={contact} done={close} />
      </Dialog>
    </>
  );
}
