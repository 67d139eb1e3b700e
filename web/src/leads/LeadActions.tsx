import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconFileDownload, IconFileUpload, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { CommandKeys } from "../ui/keyboard/CommandKeys";
import { runCommand } from "../ui/keyboard/palette";
import { useCommands } from "../ui/keyboard/useCommands";
import { useWords } from "../words";
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
      <Button
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => runCommand("lead.create")}
        rightSection={<CommandKeys of="lead.create" />}
      >
        {t("leads.add")}
      </Button>
    </>
  );
}
