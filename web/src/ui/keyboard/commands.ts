import {
  IconArrowDown,
  IconArrowsRightLeft,
  IconArrowUp,
  IconCheckbox,
  IconCornerDownLeft,
  IconFileDownload,
  IconHandGrab,
  IconKeyboard,
  IconLanguage,
  IconNote,
  IconPencil,
  IconPlus,
  type IconProps,
  IconSearch,
  IconSquareCheck,
  IconSunMoon,
  IconUserShare,
  IconX,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Permission } from "../../employees/noun";
import type { Word } from "../../words";

/** The parts of the shortcut sheet. Commands of `app` are there on every page; a page's own take precedence for a key. */
export const SECTIONS = ["list", "record", "enquiry", "app"] as const;

export interface Command {
  label: Word;
  icon: ComponentType<IconProps>;
  section: (typeof SECTIONS)[number];
  /** Letters are upper case; `mod` is Command on a Mac and Ctrl elsewhere. Each of the keys runs it. */
  keys?: readonly string[];
  /** What its user must be allowed to do. */
  permission?: Permission;
  /** A key that is held down runs it again. */
  isRepeatable?: boolean;
  /** It only makes sense as a key: the palette does not list it. */
  isKeyOnly?: boolean;
  /** The palette also finds its choices by their own names. */
  listsChoices?: boolean;
}

const COMMANDS_BY_ID = {
  "list.search": {
    label: "command.searchList",
    icon: IconSearch,
    section: "list",
    keys: ["/"],
    isKeyOnly: true,
  },
  "row.next": {
    label: "command.nextRow",
    icon: IconArrowDown,
    section: "list",
    keys: ["J", "ArrowDown"],
    isRepeatable: true,
    isKeyOnly: true,
  },
  "row.previous": {
    label: "command.previousRow",
    icon: IconArrowUp,
    section: "list",
    keys: ["K", "ArrowUp"],
    isRepeatable: true,
    isKeyOnly: true,
  },
  "row.open": {
    label: "command.openRow",
    icon: IconCornerDownLeft,
    section: "list",
    keys: ["Enter"],
    isKeyOnly: true,
  },
  "row.select": { label: "command.selectRow", icon: IconCheckbox, section: "list", keys: ["X"] },
  "list.export": { label: "command.export", icon: IconFileDownload, section: "list" },
  "record.edit": { label: "command.edit", icon: IconPencil, section: "record", keys: ["E"] },
  "record.assign": { label: "command.assign", icon: IconUserShare, section: "record", keys: ["A"] },
  "record.stage": {
    label: "command.stage",
    icon: IconArrowsRightLeft,
    section: "record",
    keys: ["S"],
    listsChoices: true,
  },
  "record.note": { label: "command.note", icon: IconNote, section: "record", keys: ["N"] },
  "record.task": { label: "command.task", icon: IconSquareCheck, section: "record" },
  "record.next": {
    label: "command.nextRecord",
    icon: IconArrowDown,
    section: "record",
    keys: ["J", "]"],
    isRepeatable: true,
  },
  "record.previous": {
    label: "command.previousRecord",
    icon: IconArrowUp,
    section: "record",
    keys: ["K", "["],
    isRepeatable: true,
  },
  "enquiry.claim": {
    label: "command.claim",
    icon: IconHandGrab,
    section: "enquiry",
    keys: ["C"],
    permission: "enquiries.work",
  },
  "enquiry.claimNext": {
    label: "command.claimNext",
    icon: IconHandGrab,
    section: "enquiry",
    permission: "enquiries.work",
  },
  "enquiry.close": {
    label: "command.closeEnquiry",
    icon: IconX,
    section: "enquiry",
    keys: ["Escape"],
    isKeyOnly: true,
  },
  "palette.open": {
    label: "command.palette",
    icon: IconSearch,
    section: "app",
    keys: ["mod+K", "/"],
    isKeyOnly: true,
  },
  "lead.create": {
    label: "command.createLead",
    icon: IconPlus,
    section: "app",
    keys: ["C"],
    permission: "leads.work",
  },
  "theme.choose": { label: "command.theme", icon: IconSunMoon, section: "app", listsChoices: true },
  "language.choose": { label: "command.language", icon: IconLanguage, section: "app", listsChoices: true },
  "shortcuts.show": { label: "command.shortcuts", icon: IconKeyboard, section: "app", keys: ["?"] },
} satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS_BY_ID;

/**
 * Every command of the app, declared once: the palette, the shortcuts, the shortcut sheet and the hints beside buttons and
 * menu items come from here. What a command does is set by the page that is open, with `useCommands`.
 */
export const COMMANDS: Readonly<Record<CommandId, Command>> = COMMANDS_BY_ID;

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];
