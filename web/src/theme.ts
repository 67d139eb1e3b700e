import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import type { Stage, Status } from "./api/records";

const tandem: MantineColorsTuple = [
  "#eef1fc",
  "#dbe2f8",
  "#b6c4f1",
  "#8ea3ea",
  "#6d87e4",
  "#5570e0",
  "#4863dd",
  "#3b5bdb",
  "#3049b4",
  "#243a92",
];

/** Greys with a breath of blue, as the panels of the dark scheme have it. */
const dark: MantineColorsTuple = [
  "#dfe2e8",
  "#b8bfca",
  "#9aa2af",
  "#6b7482",
  "#3a414d",
  "#2b313b",
  "#222730",
  "#16181d",
  "#121419",
  "#0c0e12",
];

const UNBANNERED = { header: { role: "presentation" } };

export const theme = createTheme({
  primaryColor: "tandem",
  primaryShade: { light: 7, dark: 7 },
  colors: { tandem, dark },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily:
    'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Devanagari", sans-serif',
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.125rem" } } },
  components: {
    // A dialog's header is not the page's banner.
    Modal: {
      defaultProps: { centered: true, transitionProps: { transition: "pop" }, attributes: UNBANNERED },
    },
    Drawer: { defaultProps: { attributes: UNBANNERED } },
    // What opens over a page is a part of it: it lies in the page's own landmark.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: "#overlays" } } },
    Popover: { defaultProps: { portalProps: { target: "#overlays" } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, portalProps: { target: "#overlays" } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Card: { defaultProps: { withBorder: true, padding: "md" } },
  },
});

/** Text that is less important is still text: 4.5 to 1 on its background, in both schemes. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": "#566069",
    "--mantine-color-placeholder": "#5f6973",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-anchor": "#3049b4",
    "--tandem-canvas": "#f5f6fa",
    "--tandem-panel": "#ffffff",
    "--tandem-hover": "#f1f3fb",
    "--tandem-chosen": "#e7ecfb",
  },
  dark: {
    "--mantine-color-body": "#16181d",
    "--mantine-color-text": "#dfe2e8",
    "--mantine-color-dimmed": "#a3abb8",
    "--mantine-color-placeholder": "#99a1ad",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-anchor": "#9db1f5",
    "--tandem-canvas": "#101216",
    "--tandem-panel": "#191c22",
    "--tandem-hover": "#20242c",
    "--tandem-chosen": "#232b45",
  },
});

/** Each stage has its colour everywhere: in badges, on the board, in the funnel. */
export const STAGE_COLORS: Record<Stage, string> = {
  LEAD: "gray",
  MQL: "cyan",
  SQL: "blue",
  OPPORTUNITY: "violet",
  CUSTOMER: "teal",
  EVANGELIST: "orange",
  DORMANT: "dark",
};

export const STATUS_COLORS: Record<Status, string> = {
  NEW: "blue",
  CONTACTED: "cyan",
  QUALIFIED: "violet",
  UNQUALIFIED: "gray",
  WON: "teal",
  LOST: "red",
};
