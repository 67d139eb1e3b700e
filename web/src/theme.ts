import {
  type ActionIconProps,
  type ButtonProps,
  type CSSVariablesResolver,
  createTheme,
  type InputProps,
  type MantineColorsTuple,
} from "@mantine/core";

/** The accent, `#4353d6` in its eighth shade. */
const tandem: MantineColorsTuple = [
  "#eef0fd",
  "#dde1fa",
  "#bac2f4",
  "#95a1ed",
  "#7684e6",
  "#5f6fe0",
  "#5162db",
  "#4353d6",
  "#3643b3",
  "#2a358e",
];

/** The surfaces and lines of the dark scheme. */
const dark: MantineColorsTuple = [
  "#e8eaed",
  "#c3c8cf",
  "#9aa0ab",
  "#6e747f",
  "#3a3e46",
  "#2a2d33",
  "#1b1e23",
  "#15171b",
  "#121417",
  "#0e0f12",
];

const UNBANNERED = { header: { role: "presentation" } };

/** The height of a control without a size: `--tandem-control` is larger on touch screens. */
const CONTROL = "var(--tandem-control)";

const DIALOG_TITLE = { fontSize: "14px", fontWeight: 600 };

export const theme = createTheme({
  primaryColor: "tandem",
  primaryShade: { light: 7, dark: 7 },
  colors: { tandem, dark },
  defaultRadius: "sm",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "32px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "14px", xl: "20px" },
  lineHeights: { xs: "1.34", sm: "1.54", md: "1.54", lg: "1.57", xl: "1.4" },
  fontWeights: { regular: "400", medium: "500", bold: "600" },
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: '"Inter Variable", "Noto Sans Devanagari Variable", system-ui, sans-serif',
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.4" },
      h2: { fontSize: "14px", lineHeight: "1.57" },
    },
  },
  components: {
    Button: {
      vars: (_: unknown, { size }: ButtonProps) => ({
        root: size ? {} : { "--button-height": CONTROL, "--button-padding-x": "12px", "--button-fz": "13px" },
      }),
      styles: { label: { fontWeight: 500 } },
    },
    ActionIcon: {
      defaultProps: { variant: "subtle", color: "gray" },
      vars: (_: unknown, { size }: ActionIconProps) => ({ root: size ? {} : { "--ai-size": CONTROL } }),
    },
    Input: {
      vars: (_: unknown, { size }: InputProps) => ({
        wrapper:
          size && size !== "sm"
            ? {}
            : { "--input-height": CONTROL, "--input-fz": "var(--tandem-input-text)" },
      }),
    },
    InputWrapper: { styles: { label: { fontWeight: 500, marginBottom: 4 } } },
    Progress: { defaultProps: { transitionDuration: 150 } },
    // A dialog's header is not the page's banner.
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        transitionProps: { transition: "pop" },
        attributes: UNBANNERED,
      },
      styles: { title: DIALOG_TITLE },
    },
    Drawer: { defaultProps: { attributes: UNBANNERED }, styles: { title: DIALOG_TITLE } },
    // What opens over a page is a part of it: it lies in the page's own landmark.
    Menu: {
      defaultProps: {
        radius: "md",
        withInitialFocusPlaceholder: false,
        portalProps: { target: "#overlays" },
      },
    },
    Popover: { defaultProps: { radius: "md", portalProps: { target: "#overlays" } } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, portalProps: { target: "#overlays" } } },
    Card: { defaultProps: { withBorder: true, padding: "md", radius: "md" } },
  },
});

/** The colours of both schemes. Each pair of text and surface has a contrast of at least 4.5 to 1. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#15171c",
    "--mantine-color-dimmed": "#5b616e",
    "--mantine-color-placeholder": "#646a77",
    "--mantine-color-error": "#c02b2b",
    "--mantine-color-anchor": "#3643b3",
    "--mantine-color-default-border": "rgb(15 18 25 / 12%)",
    "--tandem-canvas": "#fbfbfc",
    "--tandem-panel": "#ffffff",
    "--tandem-sunken": "#f3f4f7",
    "--tandem-track": "#e4e6ec",
    "--tandem-passed": "#bac2f4",
    "--tandem-warning": "#a34a00",
    "--tandem-good": "#087f5b",
    "--tandem-line": "rgb(15 18 25 / 8%)",
    "--tandem-hover": "#f4f5f8",
    "--tandem-selected": "#eceefb",
  },
  dark: {
    "--mantine-color-body": "#15171b",
    "--mantine-color-text": "#e8eaed",
    "--mantine-color-dimmed": "#9aa0ab",
    "--mantine-color-placeholder": "#8f95a1",
    "--mantine-color-error": "#ff8f8f",
    "--mantine-color-anchor": "#a9b3f5",
    "--mantine-color-default-border": "rgb(255 255 255 / 11%)",
    "--tandem-canvas": "#0e0f12",
    "--tandem-panel": "#15171b",
    "--tandem-sunken": "#121417",
    "--tandem-track": "#2a2d33",
    "--tandem-passed": "#3f4a99",
    "--tandem-warning": "#ffc078",
    "--tandem-good": "#63e6be",
    "--tandem-line": "rgb(255 255 255 / 7%)",
    "--tandem-hover": "#1b1e23",
    "--tandem-selected": "#20243a",
  },
});
