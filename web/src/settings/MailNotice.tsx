import { Alert } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { mailStatusQuery } from "../company/noun";
import { useMe } from "../session/me";
import { useWords } from "../words";
import { moment } from "../words/format";

/** Says that e-mails are not sent, or are delayed, and why. */
export function MailNotice() {
  const t = useWords();
  const { data } = useQuery(mailStatusQuery(useMe().companyId));
  if (!data) return null;
  const { outbox, maxPerHour, nextHour, waitingForNextHour, waitingForConfirmation } = data;
  const lines = [
    outbox && t("mail.outbox", { folder: outbox }),
    waitingForNextHour > 0 &&
      t("mail.limited", { count: waitingForNextHour, limit: maxPerHour ?? 0, time: moment(nextHour) }),
    waitingForConfirmation > 0 && t("mail.unconfirmed", { count: waitingForConfirmation }),
  ].filter((line) => typeof line === "string");
  if (lines.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconMailOff aria-hidden />} role="note">
      {lines.join(" ")}
    </Alert>
  );
}
