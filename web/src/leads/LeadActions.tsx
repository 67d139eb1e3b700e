import { ActionIcon, Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconFileDownload, IconFileUpload, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Dialog } from "../ui/form/Dialog";
import { useWords } from "../words";
import { exportUrl } from "./exporting";
import { LeadForm } from "./LeadForm";
import type { ContactFilter } from "./noun";

export function LeadActions({ filter }: { filter: ContactFilter }) {
  const t = useWords();
  const [adding, { open, close }] = useDisclosure();
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("leads.files")}>
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
            href={exportUrl(filter)}
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
      <Dialog opened={adding} onClose={close} title={t("leads.add")}>
        <LeadForm done={close} />
      </Dialog>
    </>
  );
}
