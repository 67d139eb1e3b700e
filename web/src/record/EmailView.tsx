import { Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type Email, emailWithBodyQuery } from "../emails/noun";
import { StatusBadge } from "../ui/Badges";
import { Dialog } from "../ui/form/Dialog";
import { Details } from "../ui/record/Details";
import { Loaded, Skeletons } from "../ui/states";
import { useWords } from "../words";
import { moment } from "../words/format";
import classes from "./Record.module.css";

const STATUS_COLORS = { QUEUED: "gray", SENT: "blue", FAILED: "red" } as const;

/** The furthest that an e-mail is known to have come: sent, opened, clicked. */
export function EmailStatusBadge({ email }: { email: Email }) {
  const t = useWords();
  const { clicks, opens, status } = email;
  if (clicks > 0) return <StatusBadge color="teal">{t("email.clicked", { count: clicks })}</StatusBadge>;
  if (opens > 0) return <StatusBadge color="cyan">{t("email.opened", { count: opens })}</StatusBadge>;
  return <StatusBadge color={STATUS_COLORS[status]}>{t(`email.${status}`)}</StatusBadge>;
}

/** The subject of an e-mail, which opens it. */
export function EmailSubject({ email }: { email: Email }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <UnstyledButton onClick={open} className={classes.subject} aria-haspopup="dialog">
        <Text size="sm" fw={500} truncate>
          {email.subject}
        </Text>
      </UnstyledButton>
      <Dialog opened={opened} onClose={close} size="lg" title={email.subject}>
        <EmailView email={email} />
      </Dialog>
    </>
  );
}

function EmailView({ email }: { email: Email }) {
  const t = useWords();
  return (
    <Stack gap="sm">
      <Details
        items={[
          [t("email.from"), email.employee.name],
          [t("email.to"), email.to],
          [t("email.cc"), email.cc.join(", ")],
          [t("email.sentAt"), email.sentAt && moment(email.sentAt)],
          [t("email.error"), email.error],
          [t("field.status"), <EmailStatusBadge key="status" email={email} />],
        ]}
      />
      <Loaded query={useQuery(emailWithBodyQuery(email.id))} skeleton={<Skeletons rows={4} height={20} />}>
        {({ body }) => (
          // The server has sanitised the body. The sandbox is the second defence: no scripts, no forms, no origin.
          <iframe
            title={email.subject}
            className={classes.mail}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcDoc={`<!doctype html><base target="_blank"><meta charset="utf-8"><body style="font:14px/1.5 sans-serif;margin:12px;overflow-wrap:anywhere">${body}`}
          />
        )}
      </Loaded>
    </Stack>
  );
}
