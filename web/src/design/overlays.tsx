import { Button, Group, Kbd, Menu, Tooltip } from "@mantine/core";
import { IconInbox, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { ApiError } from "../api/error";
import { ConfirmDialog } from "../ui/form/ConfirmDialog";
import { Dialog } from "../ui/form/Dialog";
import { toast, toastAction, toastError, toastWarning, undoable } from "../ui/notify";
import { PersonMenu } from "../ui/PersonMenu";
import { EmptyState, ErrorState, Skeletons, Unreachable } from "../ui/states";
import type { Piece } from "./piece";

const nothing = () => undefined;

function Dialogs() {
  const [open, setOpen] = useState<"dialog" | "confirm">();
  const close = () => setOpen(undefined);
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => setOpen("dialog")}>
        Dialog
      </Button>
      <Button variant="default" onClick={() => setOpen("confirm")}>
        Confirmation
      </Button>
      <Dialog title="Dialog" opened={open === "dialog"} onClose={close}>
        What is asked or shown over the page.
      </Dialog>
      <ConfirmDialog
        title="Delete the lead?"
        hint="This cannot be undone."
        confirmLabel="Delete"
        opened={open === "confirm"}
        onClose={close}
        onConfirm={async () => undefined}
      />
    </Group>
  );
}

function Toasts() {
  const shown = {
    Done: () => toast("Saved"),
    Warning: () => toastWarning("Three rows were left out"),
    Error: () => toastError(ApiError.unreachable()),
    Action: () => toastAction("A new version is available", "Reload", nothing),
    Undo: () => undoable("Lead deleted", nothing, nothing),
  };
  return (
    <Group gap="xs">
      {Object.entries(shown).map(([name, show]) => (
        <Button key={name} variant="default" onClick={show}>
          {name}
        </Button>
      ))}
    </Group>
  );
}

export const OVERLAYS: readonly Piece[] = [
  { name: "Dialog", source: "ui/form/Dialog.tsx", Show: Dialogs },
  { name: "Toast", source: "ui/notify.tsx", Show: Toasts },
  {
    name: "Menu",
    source: "@mantine/core",
    Show: () => (
      <Group gap="xs">
        <Menu>
          <Menu.Target>
            <Button variant="default">Menu</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Lead</Menu.Label>
            <Menu.Item
              leftSection={<IconPencil size={16} aria-hidden />}
              rightSection={<Kbd size="xs">E</Kbd>}
            >
              Edit
            </Menu.Item>
            <Menu.Item disabled>Not possible now</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <PersonMenu permission="leads.work" choose={nothing} noneLabel="No one">
          <Button variant="default">People</Button>
        </PersonMenu>
        <Tooltip label="What it does">
          <Button variant="default">Tooltip</Button>
        </Tooltip>
      </Group>
    ),
  },
  {
    name: "Empty",
    source: "ui/states.tsx",
    Show: () => (
      <EmptyState
        icon={IconInbox}
        title="No leads yet"
        hint="Leads that you create or import are listed here."
      >
        <Button>New lead</Button>
      </EmptyState>
    ),
  },
  { name: "Loading", source: "ui/states.tsx", Show: () => <Skeletons rows={3} /> },
  {
    name: "Failed",
    source: "ui/states.tsx",
    Show: () => <ErrorState error={new Error("Failed")} retry={nothing} />,
  },
  {
    name: "Unreachable",
    source: "ui/states.tsx",
    Show: () => <Unreachable hint="You see the last known state." />,
  },
];
