import { Alert, Button, Group, Text } from "@mantine/core";
import { IconMailExclamation } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { companyQuery } from "../company/noun";
import { withErrorToast } from "../live/change";
import { can } from "../session/access";
import { useMe } from "../session/me";
import { toast } from "../ui/notify";
import { useWords } from "../words";

/** The notice that the company's mail waits until its founder's address is confirmed. */
export function ConfirmBar() {
  const t = useWords();
  const me = useMe();
  const { data: company } = useQuery(companyQuery(me.companyId));
  const [sending, setSending] = useState(false);
  if (!company?.awaitsConfirmation) return null;
  const resend = async () => {
    setSending(true);
    const sent = await withErrorToast(answer(api.POST("/api/auth/confirm/resend")));
    setSending(false);
    if (sent) toast(t("confirm.sent"));
  };
  return (
    <Alert
      color="yellow"
      variant="light"
      mb="sm"
      py="xs"
      icon={<IconMailExclamation aria-hidden />}
      role="status"
    >
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t("confirm.needed")}</Text>
        {can(me, "company.manage") && (
          <Button size="compact-sm" variant="default" loading={sending} onClick={() => void resend()}>
            {t("confirm.resend")}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
