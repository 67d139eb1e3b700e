import { ActionIcon, Button, Menu, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconFileDownload, IconFileUpload, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ContactFilter } from "../api/records";
import { useWords } from "../words";
import { exportOf } from "./exporting";
import { LeadForm } from "./LeadForm";

export function LeadActions({ filter }: { filter: ContactFilter }) {
  const t = useWords();
  const [adding, { open, close }] = useDisclosure();
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="lg" variant="default" aria-label={t("leads.files")}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={Link}
            to="/leads/import"
            leftSection={<IconFileUpload size={16} aria-hidden />}
          >
            {t("leads.import")}
          </Menu.Item>
          <Menu.Item
            component="a"
            href={exportOf(filter)}
            download="leads.csv"
            leftSection={<IconFileDownload size={16} aria-hidden />}
          >
            {t("leads.export")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
        {t("leads.add")}
      </Button>
      <Modal
        opened={adding}
        onClose={close}
        title={t("leads.add")}
        closeButtonProps={{ "aria-label": t("do.close") }}
      >
        <LeadForm done={close} />
      </Modal>
    </>
  );
}
