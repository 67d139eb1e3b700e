import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../words";
import { count } from "../words/format";

interface Props {
  opened: boolean;
  close: () => void;
  leads: number;
  confirm: () => Promise<void>;
}

/** Asks before leads are deleted: once that has begun, nothing brings them back. */
export function BulkDeletion({ opened, close, leads, confirm }: Props) {
  const t = useWords();
  const [sending, setSending] = useState(false);
  const words = { count: leads, n: count(leads) };
  const send = async () => {
    setSending(true);
    await confirm();
    setSending(false);
    close();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("bulk.deleteTitle", words)}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Stack>
        <Text size="sm">{t("bulk.deleteHint")}</Text>
        <Group justify="end">
          <Button variant="default" onClick={close} data-autofocus>
            {t("do.cancel")}
          </Button>
          <Button color="red" loading={sending} onClick={() => void send()}>
            {t("bulk.deleteConfirm", words)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
