import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "./Dialog";
import { DialogFooter } from "./Footer";

interface Props {
  title: string;
  hint: string;
  confirmLabel: string;
  onConfirm: () => Promise<void>;
  opened: boolean;
  onClose: () => void;
}

/** Asks before something is done that cannot be undone. Enter cancels: the focus is on the harmless button. */
export function ConfirmDialog({ title, hint, confirmLabel, onConfirm, opened, onClose }: Props) {
  const [sending, setSending] = useState(false);
  const confirm = async () => {
    setSending(true);
    await onConfirm();
    setSending(false);
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{hint}</Text>
        <DialogFooter onCancel={onClose} isCancelFocused>
          <Button color="red" loading={sending} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </DialogFooter>
      </Stack>
    </Dialog>
  );
}
