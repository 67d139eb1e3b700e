import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconFileDownload, IconFileUpload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
import { AddLead } from "./AddLead";
import { download, exportUrl } from "./exporting";
import type { ContactFilter } from "./noun";

export function LeadActions({ filter }: { filter: ContactFilter }) {
  const t = useWords();
  useCommands({ "list.export": () => download(exportUrl(filter)) });
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
      <AddLead isCompact />
    </>
  );
}
