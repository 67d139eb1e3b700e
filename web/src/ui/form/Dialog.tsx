import { Drawer as MantineDrawer, Modal, type ModalProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../../words";

interface Props {
  title: string;
  opened: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** What is asked or shown over the page. */
export function Dialog({ size, ...props }: Props & Pick<ModalProps, "size">) {
  const t = useWords();
  return <Modal {...props} size={size} closeButtonProps={{ "aria-label": t("do.close") }} />;
}

/** A record over the list that it was opened from, on a screen with no room beside it. */
export function Drawer(props: Props) {
  const t = useWords();
  return (
    <MantineDrawer
      {...props}
      position="right"
      size="100%"
      closeButtonProps={{ "aria-label": t("do.close") }}
    />
  );
}
