import { Button, type ButtonProps, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../../words";
import { SubmitButton } from "./Form";

interface DialogFooterProps {
  onCancel?: () => void;
  cancelLabel?: string;
  /** The dialog opens with the focus on it. */
  isCancelFocused?: boolean;
  children: ReactNode;
}

/** The buttons at the end of a dialog, the primary one last. */
export function DialogFooter({ onCancel, cancelLabel, isCancelFocused, children }: DialogFooterProps) {
  const t = useWords();
  return (
    <Group justify="end">
      {onCancel && (
        <Button variant="default" onClick={onCancel} data-autofocus={isCancelFocused || undefined}>
          {cancelLabel ?? t("do.cancel")}
        </Button>
      )}
      {children}
    </Group>
  );
}

interface FormFooterProps extends Pick<ButtonProps, "color"> {
  submitLabel: string;
  onCancel?: () => void;
}

/** The footer of a form in a dialog. */
export function FormFooter({ submitLabel, color, onCancel }: FormFooterProps) {
  return (
    <DialogFooter onCancel={onCancel}>
      <SubmitButton color={color}>{submitLabel}</SubmitButton>
    </DialogFooter>
  );
}
