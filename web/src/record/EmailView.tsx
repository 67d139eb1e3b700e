import { Modal, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { emailWithBody } from "../api/reads";
import type { Email } from "../api/records";
import { Mark } from "../ui/Badges";
import { Bones, Loaded } from "../ui/states";
import { useWords } from "../words";
import { moment } from "../words/format";
import classes from "./Record.module.css";

/** How far a mail has come: the furthest thing that is known of it. */
export function EmailMark({ email }: { email: Email }) {
  const t = useWords();
  if (email.clicks > 0) return <Mark hue="teal">{t("email.clicked", { count: email.clicks })}</Mark>;
  if (email.opens > 0) return <Mark hue="cyan">{t("email.opened", { count: email.opens })}</Mark>;
  const hue = { QUEUED: "gray", SENT: "blue", FAILED: "red" }[email.status];
  return <Mark hue={hue}>{t(`email.${email.status}`)}</Mark>;
}

/** The subject of a mail, which opens it. */
export function OpenEmail({ email }: { email: Email }) {
  const t = useWords();
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <UnstyledButton onClick={open} className={classes.subject} aria-haspopup="dialog">
        <Text size="sm" fw={600} truncate>
          {email.subject}
        </Text>
      </UnstyledButton>
      <Modal
        opened={opened}
        onClose={close}
        size="lg"
        title={email.subject}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <EmailView email={email} />
      </Modal>
    </>
  );
}

/** Who wrote what to whom, and what became of it. */
function EmailView({ email }: { email: Email }) {
  const t = useWords();
  const facts: [string, string | null | undefined][] = [
    [t("email.from"), email.employee.name],
    [t("email.to"), email.to],
    [t("email.cc"), email.cc.join(", ")],
    [t("email.sentAt"), email.sentAt && moment(email.sentAt)],
    [t("email.error"), email.error],
  ];
  return (
    <Stack gap="sm">
      <dl className="facts">
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd style={{ overflowWrap: "anywhere" }}>{value}</dd>
            </div>
          ))}
        <div>
          <dt>{t("field.status")}</dt>
          <dd>
            <EmailMark email={email} />
          </dd>
        </div>
      </dl>
      <Loaded of={useQuery(emailWithBody(email.id))} skeleton={<Bones rows={4} height={20} />}>
        {({ body }) => (
          // The server took out what could run, and nothing could run here: no scripts, no forms, an origin of its own.
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
